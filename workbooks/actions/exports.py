"""Giving the owner the archive in a file, and taking the file away again (AR-15, ST-5)."""

from tempfile import NamedTemporaryFile

from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import facts
from customers.activity import record
from customers.erasure import LOCK as ERASURE_LOCK
from customers.models import Customer
from dealercrm.lib.errors import Refused
from dealercrm.lib.jobs import Step, run_job
from dealercrm.lib.progress import Progress
from workbooks.exporting.all_sheets import SHEETS
from workbooks.exporting.choosing import choose, customers_of
from workbooks.exporting.plain import write_csv
from workbooks.exporting.workbook import write_workbook
from workbooks.models import ExportJob

State, Format = ExportJob.State, ExportJob.Format
AT_ONCE = 500  # customers written while the owner waits; more by a worker


def ask_for_export(selection, *, format, by, language):
    """A new job for the customers of a Selection, seen as `selection.count` of them; returns it. Refused for nobody."""
    if not selection.count:
        raise Refused(_("There is nobody in this list to export."))
    return ExportJob.objects.create(
        by=by,
        format=format,
        query=selection.query,
        ticked=None if selection.is_whole_list else selection.ticked,
        words=selection.words,
        language=language,
        count=selection.count,
    )


def write_export(job_id, *, now=None):
    """Write the file of a job that waits for it; nothing if it is done or somebody else is at it."""
    run_job(ExportJob.objects.select_related("by"), job_id, STEPS, now=now)


def remove_export(job):
    """Take the file away; the row stays. Nothing where there is none."""
    row = ExportJob.objects.get(pk=job.pk)
    if not row.file:
        return
    storage, name = row.file.storage, row.file.name
    ExportJob.objects.filter(pk=row.pk).update(file="", state=State.REMOVED)
    transaction.on_commit(lambda: storage.delete(name))


def remove_old(today):
    """The night's clean-up: files that were kept long enough. `today` is there for the clock, which passes it on."""
    for job in ExportJob.objects.exclude(file="").filter(finished_at__lte=timezone.now() - ExportJob.KEPT):
        remove_export(job)


def _write_in_language(job, now):
    with translation.override(job.language), NamedTemporaryFile() as file:
        _write(job, file, now)


def _write(job, file, now):
    erased = Customer.objects.erased().count()
    is_outermost = not connection.in_atomic_block
    with Progress(job) as progress, transaction.atomic():
        if is_outermost:  # all sheets tell of one moment
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        count = choose(customers_of(job.by, job.query, job.ticked))
        sheets = SHEETS
        total = count * (len(sheets) if job.format == Format.XLSX else 1)
        progress.expect(total)
        if job.format == Format.XLSX:
            write_workbook(file.name, sheets, count, progress)
        else:
            write_csv(file, sheets[0], count, progress)
    file.seek(0)
    _keep(job, file, count, total, erased, now)


def _keep(job, file, count, total, erased, now):
    """Put the file in its place and say that it left the house."""
    job.file.save(job.file_name, File(file), save=False)
    is_kept = False
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [ERASURE_LOCK])
            row = ExportJob.objects.select_for_update().get(pk=job.pk)
            if Customer.objects.erased().count() == erased:
                row.file, row.state, row.finished_at = job.file.name, State.DONE, timezone.now()
                row.count, row.done_rows, row.total_rows = count, total, total
                row.save()
                data = {"count": count, "format": row.format, "words": row.words}
                record(facts.CUSTOMERS_EXPORTED, by=row.by, at=now, subject=row, data=data)
                is_kept = True
    finally:
        if not is_kept:  # or somebody in it was erased while it was written: the clock has it written anew
            job.file.storage.delete(job.file.name)


STEPS = {
    State.WRITING: Step(
        _write_in_language,
        fault=gettext_lazy("Something went wrong on our side; nothing was exported. Please try again."),
        too_often=gettext_lazy("The export broke off three times. Narrow the list and export the parts."),
    )
}
