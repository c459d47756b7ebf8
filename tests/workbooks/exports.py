"""Our own export: written, edited and taken in again."""

import io

import openpyxl
from django.core.files.base import ContentFile
from django.http import QueryDict

from tests.factories import NOW
from workbooks.actions.exports import ask_for_export, write_export
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.exporting.choosing import ToExport
from workbooks.reading.fields import LABELS


def written(owner, format, language):
    """The file as the owner gets it."""
    params = QueryDict(mutable=True)
    params.update({"whom": "all", "query": ""})
    job = ask_for_export(ToExport(params, owner), format=format, by=owner, language=language)
    write_export(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    with job.file.open("rb") as file:
        return file.read()


def taken_in(content, name, store, by):
    """Imported as people do; returns the job."""
    job = upload_workbook(ContentFile(content, name=name), store=store, by=by)
    confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "preview", job.error
    previewed = job.totals
    commit_import(job)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.totals) == ("done", previewed), job.error
    return job


def edit(content, field, sheet, old, new):
    """The workbook with one cell of a column changed."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    page = book.worksheets[sheet]
    column = [cell.value for cell in page[1]].index(str(LABELS.get(field, field))) + 1
    cell = next(page.cell(row, column) for row in range(2, page.max_row + 1) if page.cell(row, column).value == old)
    cell.value = new
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
