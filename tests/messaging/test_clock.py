"""The clock's book: a heartbeat, and each nightly job once a day."""

from datetime import timedelta

import pytest
from django.utils.module_loading import import_string

from dealercrm.celery import app
from dealercrm.timetable import BEAT, NIGHTLY
from messaging import clock
from messaging.models import ClockRun, Heartbeat
from tests.factories import NOW, TODAY, make_store

JOBS = [("first", "tests.messaging.test_clock.first", "One"), ("second", "tests.messaging.test_clock.second", "Two")]
ran, broken = [], []


def first(day):
    if broken:
        raise ValueError("no disk")
    ran.append(("first", day))


def second(day):
    ran.append(("second", day))


@pytest.fixture(autouse=True)
def jobs(settings, db):
    settings.NIGHTLY = "tests.messaging.test_clock.JOBS"
    ran.clear()
    broken.clear()


def test_the_beat_is_one_row(db):
    clock.beat(NOW)
    clock.beat(NOW + timedelta(minutes=1))
    assert Heartbeat.objects.get().at == NOW + timedelta(minutes=1)


def test_jobs_run_once_a_day_in_their_order():
    assert clock.run_nightly(NOW) == ["first", "second"]
    assert clock.run_nightly(NOW + timedelta(hours=1)) == []
    assert ran == [("first", TODAY), ("second", TODAY)]
    assert clock.run_nightly(NOW + timedelta(days=1)) == ["first", "second"]


def test_nothing_runs_before_two():
    assert clock.run_nightly(NOW.replace(hour=1, minute=59)) == []
    assert clock.run_nightly(NOW.replace(hour=2, minute=0)) == ["first", "second"]


def test_a_night_without_the_clock_is_caught_up_when_it_wakes():
    clock.run_nightly(NOW)
    assert clock.run_nightly((NOW + timedelta(days=3)).replace(hour=17)) == ["first", "second"]


@pytest.mark.logs_errors
def test_a_job_that_fails_shows_its_error_and_is_tried_again_the_others_go_on():
    broken.append(True)
    assert clock.run_nightly(NOW) == ["second"]
    assert "no disk" in ClockRun.objects.get(job="first").error
    broken.clear()
    assert clock.run_nightly(NOW + timedelta(minutes=5)) == []
    assert clock.run_nightly(NOW + timedelta(minutes=10)) == ["first"]
    run = ClockRun.objects.get(job="first")
    assert run.finished_at and not run.error


def test_a_run_under_way_is_left_alone_and_a_killed_one_taken_again():
    ClockRun.objects.create(job="first", day=TODAY, started_at=NOW)
    assert clock.run_nightly(NOW + timedelta(minutes=30)) == ["second"]
    assert clock.run_nightly(NOW + timedelta(minutes=61)) == ["first"]


def test_the_timetable_names_tasks_and_jobs_that_exist():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in BEAT.values()} <= app.tasks.keys()
    assert all(callable(import_string(path)) for _name, path, _words in NIGHTLY)


@pytest.mark.django_db(transaction=True)  # a backup begins a transaction of its own
def test_a_whole_night_runs_on_an_empty_house(settings, tmp_path):
    make_store()
    settings.BACKUP_DIR = tmp_path
    settings.NIGHTLY = "dealercrm.timetable.NIGHTLY"
    assert clock.run_nightly(NOW) == [name for name, _path, _words in NIGHTLY]
