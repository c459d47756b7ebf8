"""Undoing an import: what it made goes, what it changed is as it was, in sets and in one transaction (AR-12).

Customers somebody has worked with since stay as they are, and their rows say why.
"""

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from customers import facts
from customers.actions.tiers import recompute_tiers
from customers.activity import record
from customers.search import keep_search
from dealercrm.lib.errors import Refused
from dealercrm.lib.jobs import Step
from dealercrm.lib.progress import Progress
from stores.models import Store
from stores.signing import signed_by
from workbooks.intake import rollback
from workbooks.models import ImportChange, ImportJob, ImportRow
from workbooks.obstacles import Brought, Obstacles

State = ImportJob.State


def check_undoable(job, *, now):
    """Refused, with the reason, unless the import may be undone as far as the job itself knows."""
    if job.state == State.UNDONE:
        raise Refused(_("This import has been undone already."))
    if job.state != State.DONE:
        raise Refused(_("Only a finished import can be undone."))
    if job.committed_at is None or job.committed_at < now - ImportJob.KEPT:
        raise Refused(
            _("An import can be undone for %(days)d days; this one is older, or from before that was possible.")
            % {"days": ImportJob.KEPT.days}
        )


@transaction.atomic
def ask_to_undo(job, *, by, now=None):
    """Have a worker undo a finished import; returns the job. Refused where it is too late, or all was worked with."""
    now = now or timezone.now()
    row = ImportJob.objects.select_for_update().get(pk=job.pk)
    check_undoable(row, now=now)
    _held(row)
    row.undone_by = by
    row.begin(State.UNDOING)
    return row


def undo_import(job, *, progress, now):
    """Do it. Refused, in a sentence, where somebody has worked with each customer the import brought.

    `progress` is told how many of the job's rows correspond to what is done.
    """
    with transaction.atomic():
        # No import meanwhile; and nobody's hand on a customer, from the look at the obstacles to the end.
        Store.objects.select_for_update(no_key=True).get(pk=job.store_id)
        rollback.lock(job)
        held = _held(job)
        stay = Brought(job).staying()
        try:
            with transaction.atomic():
                rollback.put_back(job, list(held), lambda share: progress(int(job.total_rows * share)))
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        except IntegrityError as error:
            raise Refused(
                _("Something hangs on these customers that cannot be taken away; look at them first.")
            ) from error
        keep_search(stay)
        recompute_tiers(timezone.localdate(now))
        _say_who_stays(job, held)
        _finish(job, now)


def forget_notes(today):
    """The night's clean-up: what undoing would need of imports that can no longer be undone."""
    old = ImportJob.objects.filter(committed_at__lt=timezone.now() - ImportJob.KEPT)
    ImportChange.objects.filter(job__in=old).delete()


def _held(job):
    """{customer id: reason} of those who stay."""
    obstacles = Obstacles(job)
    if obstacles.held and not obstacles.goes:
        raise Refused(
            ngettext(
                "%(n)d thing has been done since with what this import brought; it is not undone.",
                "%(n)d things have been done since with what this import brought; it is not undone.",
                obstacles.count,
            )
            % {"n": obstacles.count}
        )
    return obstacles.held


def _say_who_stays(job, held):
    """On their rows. The reason is kept in the language of the source, in which any reader's is found."""
    with override("en"):
        reasons = {customer: str(words) for customer, words in held.items()}
    rows = list(ImportRow.objects.filter(job=job, customer__in=held))
    for row in rows:
        row.messages = [["stays", {"reason": reasons[row.customer_id]}], *row.messages]
    ImportRow.objects.bulk_update(rows, ["messages"], batch_size=1000)
    job.totals |= {"stay": len(held)} if held else {}


def _undo(job, now):
    with Progress(job) as progress, signed_by(job.undone_by):
        undo_import(job, progress=progress, now=now)


def _finish(job, now):
    ImportChange.objects.filter(job=job).delete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (job.undone_at,) = cursor.fetchone()
    job.state, job.done_rows, job.finished_at = State.UNDONE, job.total_rows, now
    job.save(update_fields=["state", "done_rows", "undone_at", "finished_at", "totals"])
    record(facts.ARCHIVES_TAKEN_BACK, store=job.store, by=job.undone_by, at=now, subject=job, data=job.totals)


# What cannot be undone stays imported, and its job says why.
UNDOING = Step(
    _undo,
    fault=gettext_lazy("Something went wrong on our side; nothing was undone. Please try again."),
    too_often=gettext_lazy("Undoing broke off three times; the import stands."),
    known={  # two waited for each other, and the database chose us
        OperationalError: gettext_lazy("Somebody is working with one of these customers right now. Please try again.")
    },
)
