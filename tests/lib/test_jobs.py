"""Long work as a row, on the row of an export."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from dealercrm.lib.errors import Refused
from dealercrm.lib.jobs import MAX_ATTEMPTS, Step, run_job
from dealercrm.lib.progress import Progress
from workbooks.models import ExportJob

State = ExportJob.State


@pytest.fixture
def job(owner):
    return ExportJob.objects.create(by=owner, format="csv", language="en", done_rows=3)


def run(job, work, **words):
    words = {"fault": "our fault", "too_often": "too often"} | words
    run_job(ExportJob.objects, job.pk, {State.WRITING: Step(work, **words)})
    job.refresh_from_db()


def breaks(error):
    def work(job, now):
        raise error

    return work


def test_the_work_leaves_the_row_in_its_next_state_and_is_not_done_again(job):
    def work(row, now):
        ExportJob.objects.filter(pk=row.pk).update(state=State.DONE, count=row.count + 1)

    run(job, work)
    run(job, work)
    assert (job.state, job.attempts, job.count, job.is_running) == (State.DONE, 1, 1, False)


def test_what_is_refused_or_known_to_happen_is_said_in_the_row(job):
    run(job, breaks(Refused("not like this")))
    assert (job.state, job.error) == (State.FAILED, "not like this") and job.finished_at
    job.begin(State.WRITING)
    assert (job.error, job.attempts, job.done_rows) == ("", 0, 0)
    run(job, breaks(FileNotFoundError()), known={OSError: "it is gone"})
    assert (job.state, job.error) == (State.FAILED, "it is gone")


@pytest.mark.logs_errors
def test_a_fault_of_ours_is_logged_and_said_in_other_words(job, caplog):
    run(job, breaks(ZeroDivisionError("secret")))
    assert job.error == "our fault" and f"exportjob {job.pk} broke off" in caplog.text


def test_what_never_came_to_an_end_is_not_begun_for_ever(job):
    """Each time the worker was killed, so that nothing but the number of attempts is left."""
    ExportJob.objects.filter(pk=job.pk).update(attempts=MAX_ATTEMPTS)
    run(job, breaks(AssertionError("begun again")))
    assert (job.state, job.error) == (State.FAILED, "too often")


def test_waiting_jobs_are_those_a_worker_should_be_at(job):
    assert list(ExportJob.objects.waiting()) == [job]
    job.give_up("enough")
    assert not ExportJob.objects.waiting().exists()
    job.refresh_from_db()
    assert job.finished_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.django_db(transaction=True)
def test_progress_is_told_while_the_work_goes_on_and_waits_for_nobody(job):
    with Progress(job) as progress, transaction.atomic():
        progress.expect(70)
        ExportJob.objects.filter(pk=job.pk).update(words="changed by the very work")
        progress.expect(80)
    job.refresh_from_db()
    assert job.total_rows == 70
