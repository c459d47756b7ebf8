"""The long steps of an import, done by a worker: opening, previewing, committing; and undoing (undo_import.py).

Each is a state of the job's row. A worker killed half-way leaves nothing but that row, and the next one begins the
step anew.
"""

import hashlib
import logging
from contextlib import closing
from tempfile import TemporaryFile

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers import facts
from customers.actions.keepers import give_sellers
from customers.actions.tiers import recompute_tiers
from customers.activity import record
from customers.completeness import keep_completeness
from customers.models import Customer
from dealercrm.lib.copying import Json, copy_line, copy_lines
from dealercrm.lib.errors import Refused
from dealercrm.lib.jobs import Step, run_job
from dealercrm.lib.progress import Progress
from stores.signing import signed_by
from workbooks.actions.import_mappings import own_labels, propose
from workbooks.actions.import_undo import UNDOING
from workbooks.intake.change_log import note_moment, noted
from workbooks.intake.designers import link_designers
from workbooks.intake.introducers import link_introducers, tell_open_introducers
from workbooks.intake.mentions import Mentions
from workbooks.intake.run import take_in
from workbooks.models import ImportJob, ImportRow
from workbooks.reading.columns import Layout
from workbooks.reading.kept_reading import KeptReading
from workbooks.reading.sheets import is_text, read_workbook
from workbooks.reading.workbook import guess_layouts, read_all, reading_key, rows_before

log = logging.getLogger(__name__)
State = ImportJob.State
LOOKS_UP = 5000  # rows, after which a worker that reads ahead looks whether it still should
_ROW = ("job_id", "sheet", "row", "outcome", "name", "customer_id", "messages", "raw")


def open_workbook(job, source):
    """Find the headers and guess the columns of the job's file, a path or bytes; returns its sheets.

    Changes the unsaved or saved row, does not save it. Refused for what cannot be read, and for text without a table: a
    letter, or a list that lost its name's ending.
    """
    sheets = read_workbook(source, job.file_name)
    layouts = guess_layouts(sheets, today=timezone.localdate(), own=own_labels(), title=job.file_name)
    propose(layouts)
    if is_text(source) and not any(layout.last or layout.is_usable or layout.is_table for layout in layouts):
        raise Refused(
            _("The file is plain text, and no table of customers stands in it. Open the workbook and save it as .xlsx.")
        )
    job.layouts = [vars(layout) for layout in layouts]
    job.total_rows = sum(sheet.height for sheet in sheets)
    job.state = State.MAPPING
    return sheets


def layouts_of(job):
    """The job's `Layout`s; JSON has made text of the column numbers."""
    layouts = [Layout(**kept | {"columns": _by_number(kept["columns"])}) for kept in job.layouts]
    for layout in layouts:
        if layout.guess:
            layout.guess = layout.guess | {"columns": _by_number(layout.guess["columns"])}
    return layouts


def _by_number(columns):
    return {int(column): name for column, name in columns.items()}


def run_step(job_id, *, now=None):
    """Do the step a job waits for; nothing if there is none or somebody else is at it."""
    run_job(ImportJob.objects.select_related("store", "by", "undone_by"), job_id, STEPS, now=now)


def import_workbook(store, records, *, keep_lines, today, now, job, by=None, progress=None, makes_tags=False):
    """Take the records in for good, tier the customers and announce it, all in one transaction; returns the totals."""
    with transaction.atomic():
        with noted(job):
            given = {"today": today, "now": now, "keep_lines": keep_lines, "progress": progress, "job": job, "by": by}
            totals = take_in(store, records, makes_tags=makes_tags, **given)
            is_news = totals["created"] or totals["updated"]
            if is_news:
                give_sellers(job)
                link_introducers(job)
                link_designers(job)
        if is_news:
            recompute_tiers(today)
            keep_completeness(Customer.objects.filter(import_job_id=job.pk))
            record(facts.ARCHIVES_ADDED, store=store, by=by, at=now, subject=job, data=totals)
        note_moment(job)
    return totals


def _open(job, kept, now):
    sheets = open_workbook(job, job.file.path)
    kept.keep_sheets(sheets)
    job.save(update_fields=["layouts", "total_rows", "state"])
    try:
        _read_ahead(job, kept, kept.sheets(), now)  # quicker than out of the workbook again
    except Exception as fault:  # whatever it is, the preview will meet it again and say so
        log.warning("Import %s cannot be read ahead: %r", job.pk, fault)


def _read_ahead(job, kept, sheets, now):
    """While the person looks at the columns the rows are understood by them as guessed, for mostly they are right."""
    layouts, given = layouts_of(job), _given(job, now)
    key = reading_key(layouts, **given)
    found = kept.keep_records(read_all(sheets, layouts, **given), key)
    with closing(found):
        for number, _record in enumerate(found):
            if number % LOOKS_UP == 0:
                row = ImportJob.objects.get(pk=job.pk)
                if reading_key(layouts_of(row), **given) != key:  # they have said otherwise
                    break


def _given(job, now):
    """What understanding the rows depends on besides the columns."""
    return {"today": timezone.localdate(now), "area_code": job.store.area_code}


def _with_file(work):
    """The step of `work(job, kept, now)`, which needs the file as it was uploaded."""

    def step(job, now):
        kept = KeptReading(job.file.path)
        _refuse_another_file(job)
        try:
            work(job, kept, now)
        except (Refused, FileNotFoundError):
            raise
        except Exception:
            kept.forget()
            raise

    return Step(
        step,
        fault=gettext_lazy("Something went wrong on our side; nothing was imported. Please try again."),
        too_often=gettext_lazy("The import broke off three times. Split the file and import the parts."),
        known={FileNotFoundError: gettext_lazy("The uploaded file is gone. Upload it again.")},
    )


def _refuse_another_file(job):
    """What the preview showed must be what is taken in."""
    with job.file.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != job.sha256:
            raise Refused(_("The file was changed on the disk after it was uploaded. Upload it again."))


def _preview_or_commit(job, kept, now):
    """Preview or commit: the same work, taken back after a preview. Its rows are kept for people to read."""
    is_commit, today = job.state == State.COMMITTING, timezone.localdate(now)
    sheets, layouts = kept.sheets(), layouts_of(job)
    if sheets is None:
        sheets = read_workbook(job.file.path, job.file_name)
        kept.keep_sheets(sheets)
    with (
        Progress(job) as progress,
        TemporaryFile("w+", encoding="utf-8", newline="\n") as spool,
        signed_by(job.by),
    ):
        before = rows_before(sheets, layouts)

        def keep_lines(lines):
            for line in lines:
                facts_ = (job.pk, line.sheet, line.row, line.outcome, line.name, line.customer_id)
                spool.write(copy_line((*facts_, Json(line.messages), Json(line.raw))))

        def show_progress(found):
            progress(before[found.sheet] + found.row)

        def records():
            """What was understood for the preview, or is understood now and kept."""
            given = _given(job, now)
            key = reading_key(layouts, **given)
            found = kept.records(key)
            return kept.keep_records(read_all(sheets, layouts, **given), key) if found is None else found

        with transaction.atomic():
            given = {
                "today": today,
                "now": now,
                "keep_lines": keep_lines,
                "progress": show_progress,
                "job": job,
                "by": job.by,
            }
            given["makes_tags"] = job.makes_tags
            if is_commit:
                totals = import_workbook(job.store, records(), **given)
            else:
                later = Mentions(records())
                totals = take_in(job.store, records(), dry_run=True, later=later, **given)
            ImportRow.objects.filter(job=job).delete()
            spool.seek(0)
            copy_lines(ImportRow, _ROW, spool)
            if is_commit:
                tell_open_introducers(job)
            job.state, job.totals = State.DONE if is_commit else State.PREVIEW, totals
            job.done_rows, job.finished_at = job.total_rows, timezone.now()
            if is_commit:  # the examples have done their work, and may be a child's birthday
                job.layouts = [layout | {"sample": []} for layout in job.layouts]
            job.save(update_fields=["state", "totals", "done_rows", "finished_at", "layouts"])


STEPS = {
    State.UPLOADED: _with_file(_open),
    State.READING: _with_file(_preview_or_commit),
    State.COMMITTING: _with_file(_preview_or_commit),
    State.UNDOING: UNDOING,
}
