"""The clock's own book: its heartbeat, and each nightly job once a day (DESIGN, MS-7)."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from messaging.models import ClockRun, Heartbeat

log = logging.getLogger(__name__)

STANDS_STILL_AFTER = timedelta(minutes=5)
BACKUP = "backup"  # its name in settings.NIGHTLY
RUNS_FROM = time(2, 0)
FAILED_AGAIN_AFTER = timedelta(minutes=10)
MISSED_AFTER = timedelta(hours=50)  # two nights without a backup
GIVEN_UP_AFTER = timedelta(minutes=60)  # a run that never ended was killed; all jobs may be run twice


def beat(now: datetime) -> None:
    """Note that the clock is alive, in one row."""
    if not Heartbeat.objects.filter(pk=1).update(at=now):
        Heartbeat.objects.bulk_create([Heartbeat(pk=1, at=now)], ignore_conflicts=True)


def stands_still(beat: datetime | None, now: datetime) -> bool:
    """True if the clock should have beaten again since `beat` (a datetime, or None if it never did).

    A house that was just started gives its clock as long as a running one has: the first beat takes up to a minute.
    """
    messaging: Any = apps.get_app_config("messaging")
    return now - max(messaging.awake_since, beat or messaging.awake_since) > STANDS_STILL_AFTER


def backups() -> Iterable[tuple]:
    """(when the last backup was finished, when the first one was due), None where there was none."""
    runs = ClockRun.objects.filter(job=BACKUP)
    return runs.aggregate(Max("finished_at"), Min("started_at")).values()


def backup_is_missed(last: datetime | None, first: datetime | None, now: datetime) -> bool:
    """Have two nights gone by without a backup? `last` and `first` as `backups` tells; no night yet, none missed."""
    since = last or first
    return since is not None and now - since > MISSED_AFTER


def run_nightly(now: datetime) -> list[str]:
    """Run today's jobs of settings.NIGHTLY that are still to be run, in their order; returns the names of those done.

    Due means: after 02:00 there is no finished run of today. So a night without the clock is caught up when it
    wakes, and a job that failed is tried again; what failed shows its error.
    """
    local = timezone.localtime(now)
    if local.time() < RUNS_FROM:
        return []
    return [name for name, path, _words in import_string(settings.NIGHTLY) if _run(name, path, local.date(), now)]


def last_runs(limit: int) -> QuerySet[ClockRun]:
    """The newest runs, each with `name`: its job in words."""
    words = {name: words for name, _path, words in import_string(settings.NIGHTLY)}
    runs: Any = ClockRun.objects.order_by("-started_at", "-pk")[:limit]
    for run in runs:
        run.name = words.get(run.job, run.job)
    return runs


def _run(name: str, path: str, day: date, now: datetime) -> bool:
    run = _claim(name, day, now)
    if run is None:
        return False
    try:
        import_string(path)(day)
    except Exception as error:
        log.exception("the nightly job %s failed", name)
        ClockRun.objects.filter(pk=run.pk).update(error=f"{type(error).__name__}: {error}"[:2000])
        return False
    ClockRun.objects.filter(pk=run.pk).update(finished_at=timezone.now(), error="")
    return True


def _claim(name: str, day: date, now: datetime) -> ClockRun | None:
    """The run of this job and day if it is ours to do now, else None: however many clocks ask, one gets it."""
    run, new = ClockRun.objects.get_or_create(job=name, day=day, defaults={"started_at": now})
    if new:
        return run
    again = Q(started_at__lte=now - GIVEN_UP_AFTER) | Q(started_at__lte=now - FAILED_AGAIN_AFTER) & ~Q(error="")
    open_runs = ClockRun.objects.filter(again, pk=run.pk, finished_at=None)
    return run if open_runs.update(started_at=now, error="") else None
