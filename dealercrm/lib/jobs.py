"""Long work that a row remembers: one worker claims it, the next one begins it anew where a worker was killed, and what
goes wrong is said in the row, in words, for whoever asked for the work."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from dealercrm.lib.advisory_lock import alone
from dealercrm.lib.errors import Refused
from dealercrm.lib.texts import Words

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 3


class JobQuerySet(models.QuerySet):
    model: Any

    def waiting(self) -> "JobQuerySet":
        """Jobs a worker should be at; one that is being done is among them."""
        return self.filter(state__in=list(self.model.RUNNING))


class Job(models.Model):
    """What any job row has. Its model adds `state`, with FAILED among its choices, and what the work is about.

    `RUNNING` says of each state that waits for a worker or is under way what is being done, for people who wait.
    """

    RUNNING: ClassVar[Mapping[Any, Words]] = {}
    State: ClassVar[Any]
    COUNTS_ROWS: ClassVar[bool] = True  # does `done_rows` count what people would call rows?

    state: Any
    done_rows = models.PositiveIntegerField(default=0)
    total_rows = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)  # how often a worker has begun the step at hand
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_running(self) -> bool:
        return self.state in self.RUNNING

    @property
    def percent(self) -> int:
        return min(100, 100 * self.done_rows // self.total_rows) if self.total_rows else 0

    @property
    def doing(self) -> str:
        return str(self.RUNNING[self.state])

    def begin(self, state: str) -> None:
        """Have a worker do the step of this state, from its beginning."""
        self.state, self.error, self.done_rows, self.attempts, self.started_at = state, "", 0, 0, timezone.now()
        self.save()

    def give_up(self, sentence: str) -> None:
        """Nothing was done, and the sentence says why. Only the row is changed: this object may be half-way."""
        type(self)._base_manager.filter(pk=self.pk).update(
            state=self.State.FAILED, error=sentence, finished_at=timezone.now()
        )


@dataclass(frozen=True)
class Step:
    """What a worker does to a job in one state.

    `work(job, now)` leaves the row in its next state, or raises Refused with a sentence. `known` are errors that
    happen, with their sentences; any other is a fault of ours, logged and told as `fault`. `too_often` is said when the
    work was begun MAX_ATTEMPTS times and never came to an end.
    """

    work: Callable[[Any, datetime], None]
    fault: Words
    too_often: Words
    known: Mapping[type[Exception], Words] = field(default_factory=dict)


def run_job(jobs: models.QuerySet, job_id: int, steps: Mapping[str, Step], *, now: datetime | None = None) -> None:
    """Do the step that the job of this id waits for, and the one it waits for then; nothing if there is none or
    somebody else is at it."""
    with alone(jobs.model._meta.db_table, job_id) as has_turn:
        job, done = jobs.filter(pk=job_id).first() if has_turn else None, None
        while job and job.is_running and job.state != done:  # the next step may have been asked for meanwhile
            done = job.state
            _attempt(job, steps[job.state], now or timezone.now())
            job = jobs.filter(pk=job_id).first()


def _attempt(job: Job, step: Step, now: datetime) -> None:
    job.attempts += 1
    job.save(update_fields=["attempts"])
    try:
        if job.attempts > MAX_ATTEMPTS:
            raise Refused(step.too_often)
        step.work(job, now)
    except Refused as refusal:
        job.give_up(str(refusal))
    except tuple(step.known) as error:
        log.warning("%s %s: %s", job._meta.model_name, job.pk, error)
        job.give_up(next(str(words) for kind, words in step.known.items() if isinstance(error, kind)))
    except Exception:
        log.exception("%s %s broke off", job._meta.model_name, job.pk)
        job.give_up(str(step.fault))
