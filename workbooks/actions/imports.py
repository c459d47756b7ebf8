"""What people do to an import: upload the workbook, confirm its columns, commit what the preview shows (AR-12)."""

import hashlib
from dataclasses import asdict
from functools import partial
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed
from workbooks.actions.import_mappings import known_fields, own_labels, remember
from workbooks.actions.import_steps import layouts_of, open_workbook
from workbooks.models import ImportJob
from workbooks.reading.bounds import unpacked
from workbooks.reading.fields import MANY, NUMBERED
from workbooks.reading.kept_reading import KeptReading, files_beside
from workbooks.reading.related_columns import number_customers, read_as_role
from workbooks.reading.sheets import MAX_BYTES, ZIP

State = ImportJob.State
AT_ONCE = 300_000  # bytes: a smaller file is read while the person waits, a larger one by a worker
UNPACKED_AT_ONCE = 20 * AT_ONCE


def upload_workbook(file, *, store, by):
    """Keep an uploaded Django File as a new job of the store; a small one is opened at once.

    Refused for a file that cannot be read, if it is small enough to know; then nothing is kept.
    """
    if file.size > MAX_BYTES:
        limit = {"limit": MAX_BYTES // 2**20}
        raise Refused(_("The file is larger than %(limit)s MB. Split it and import the parts.") % limit)
    digest, sheets = hashlib.sha256(), None
    for chunk in file.chunks():
        digest.update(chunk)
    job = ImportJob(store=store, by=by, file_name=file.name[-200:], sha256=digest.hexdigest(), state=State.UPLOADED)
    if file.size <= AT_ONCE:
        file.seek(0)
        content = file.read()
        if not content.startswith(ZIP) or unpacked(content) <= UNPACKED_AT_ONCE:
            sheets = open_workbook(job, content)
    file.seek(0)
    job.file.save(f"{job.sha256[:16]}{PurePath(file.name).suffix[:8]}", file, save=False)
    try:
        if sheets is not None:
            KeptReading(job.file.path).keep_sheets(sheets)
    except Refused:  # a row far down
        for name in files_beside(job.file.name):
            job.file.storage.delete(name)
        raise
    job.save()
    return job


@transaction.atomic
def confirm_columns(job, columns, *, by=None, makes_tags=False, old=None):
    """Say what the columns are, {sheet name: {column number: field}}, and ask for the preview; returns the job.

    `old` are the names of the sheets whose rows are old customers; None leaves it as guessed.

    A column that is left out is not taken over. What is said is remembered for sheets with the same headers.
    `makes_tags` lets tags come in that nobody has made yet. Refused where no sheet tells whom it is about, or a sheet
    has two columns for one thing.
    """
    row = ImportJob.objects.select_for_update().get(pk=job.pk)
    if row.state not in (State.MAPPING, State.PREVIEW, State.FAILED) or not row.layouts:
        raise Refused(_("The columns of this import cannot be changed any more."))
    layouts, known = layouts_of(row), known_fields()
    for layout in layouts:
        chosen = columns.get(layout.sheet, {})
        layout.columns = {column: name for column, name in sorted(chosen.items()) if name in known}
        layout.is_of_old = layout.is_of_old if old is None else layout.sheet in old
        _refuse_doubles(layout, known)
    if not any(layout.is_usable for layout in layouts):
        raise Refused(_("Say which column holds the names and which the phones: without them nobody can be imported."))
    remember(layouts, by=by)
    row.layouts, row.makes_tags = [asdict(layout) for layout in layouts], makes_tags
    return _begin(row, State.READING)


@transaction.atomic
def change_roles(job, roles, columns):
    """Say what sheets are about, {sheet name: role of roles.ROLES}; their columns are guessed anew. Returns the job.

    `columns` keeps what has been said of the other sheets meanwhile, as for `confirm_columns`.
    """
    row = ImportJob.objects.select_for_update().get(pk=job.pk)
    if row.state not in (State.MAPPING, State.PREVIEW, State.FAILED) or not row.layouts:
        raise Refused(_("The columns of this import cannot be changed any more."))
    layouts, known = layouts_of(row), known_fields()
    for layout in layouts:
        if roles.get(layout.sheet, layout.role) != layout.role:
            layout.guess = {}
            read_as_role(layout, roles[layout.sheet], today=timezone.localdate(), own=own_labels())
        elif layout.sheet in columns:
            layout.columns = {column: name for column, name in columns[layout.sheet].items() if name in known}
    number_customers(layouts)
    row.layouts, row.state = [asdict(layout) for layout in layouts], State.MAPPING
    row.save(update_fields=["layouts", "state"])
    return row


@transaction.atomic
def commit_import(job):
    """Ask for the import that the preview shows; returns the job. Refused unless there is a preview."""
    row = ImportJob.objects.select_for_update().get(pk=job.pk)
    if row.state not in (State.PREVIEW, State.FAILED) or not row.totals:
        raise Refused(_("Look through the preview first; this import is not at that step."))
    return _begin(row, State.COMMITTING)


@transaction.atomic
def remove_old(today):
    """The night's clean-up: workbooks kept long enough, and what was copied out of them.

    Of an import that was left lying nothing stays but that there was one, of the others not the refused rows.
    `today` is there for the clock, which passes it on.
    """
    jobs = ImportJob.objects.exclude(file="").at_rest_since(timezone.now() - ImportJob.KEPT)
    for job in jobs.select_for_update(skip_locked=True):
        storage, names = job.file.storage, files_beside(job.file.name)
        layouts = [layout | {"sample": []} for layout in job.layouts]
        ImportJob.objects.filter(pk=job.pk).update(file="", layouts=layouts)
        job.rows.filter(job__committed_at=None).delete()
        job.rows.exclude(raw=[]).update(raw=[])
        transaction.on_commit(partial(lambda storage, names: [*map(storage.delete, names)], storage, names))


def _begin(row, state):
    if not row.file:
        raise Refused(
            _("The uploaded file was kept for %(days)s days and has been removed. Upload it again.")
            % {"days": ImportJob.KEPT.days}
        )
    row.begin(state)
    return row


def _refuse_doubles(layout, known):
    for name in set(layout.columns.values()) - MANY - NUMBERED:
        headers = [layout.headers[column] or str(column + 1) for column in layout.of(name)]
        if len(headers) > 1:
            raise Refused(
                _("Sheet %(sheet)s: %(columns)s cannot all be “%(field)s”. Choose one of them.")
                % {"sheet": layout.sheet, "columns": listed(headers), "field": known[name]}
            )
