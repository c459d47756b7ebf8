"""A workbook is opened once and understood once; what was read is kept beside it until the import is over."""

import io
import random
import signal
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from django.core.files.base import ContentFile

from customers.models import Customer, HouseholdMember, MarkedText
from tests.factories import NOW, TODAY
from tests.local.machine import wait_until
from tests.workbooks.reading.workbooks import Maker
from tests.workbooks.test_import_at_once import worker
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.import_undo import ask_to_undo
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.models import ImportRow
from workbooks.reading.drafts import PassedOver
from workbooks.reading.kept_reading import KeptReading, files_beside
from workbooks.reading.sheets import as_text, read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

WORKBOOK = Path(__file__).parents[1] / "data" / "dealer_customers.xlsx"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def as_xlsx(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def uploaded(content, store, manager, name="a.xlsx"):
    job = upload_workbook(ContentFile(content, name=name), store=store, by=manager)
    if job.state == "uploaded":
        run_step(job.pk, now=NOW)
        job.refresh_from_db()
    return job


def previewed(content, store, manager, name="a.xlsx"):
    job = uploaded(content, store, manager, name)
    confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    return job


def committed(job):
    commit_import(job)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    return job


def told(records):
    """Records as text shows them: what a file of plain data cannot say of a cell, nothing asks for."""
    for record in records:
        if not isinstance(record, PassedOver):
            record.raw = [[as_text(cell) for cell in row] for row in record.raw]
            record.own_fields = {key: (header, as_text(cell)) for key, (header, cell) in record.own_fields.items()}
    return list(records)


@pytest.mark.parametrize("many", [1, 499, 500, 501, 1000])
def test_the_last_record_is_handed_on_however_many_there_are(many, tmp_path):
    records = [PassedOver("客户", number, "blank") for number in range(many)]
    kept = KeptReading(str(tmp_path / "kept"))
    assert list(kept.keep_records(records, "key")) == records
    assert list(kept.records("key")) == records


@pytest.mark.parametrize("seed", [*range(12), "dealer"])
def test_what_is_kept_is_what_was_read(seed, tmp_path):
    content, name = (WORKBOOK.read_bytes(), "a.xlsx") if seed == "dealer" else Maker(random.Random(seed)).write()
    sheets = read_workbook(content, name)
    kept = KeptReading(str(tmp_path / "kept"))
    kept.keep_sheets(sheets)
    again = kept.sheets()
    assert [list(sheet.rows()) for sheet in again] == [list(sheet.rows()) for sheet in sheets]
    layouts = guess_layouts(again, today=TODAY)
    records = list(read_all(again, layouts, today=TODAY))
    assert list(kept.keep_records(records, "key")) == records
    assert told(list(kept.records("key"))) == told(records)
    assert kept.records("another day") is None


def test_days_of_a_family_come_out_as_days(tmp_path):
    header = ["姓名", "电话", "生日", "结婚纪念日", "母亲生日", "成交日期", "产品", "金额"]
    row = ["王莉", "13583685957", "农历八月十五", date(2010, 5, 1), "1950-3-3", date(2022, 3, 20), "床垫", 3000.5]
    sheets = read_workbook(as_xlsx(客户=[header, row]), "a.xlsx")
    records = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY))
    kept = KeptReading(str(tmp_path / "kept"))
    list(kept.keep_records(records, "key"))
    (again,) = kept.records("key")
    assert (again.facts, again.members, again.orders) == (records[0].facts, records[0].members, records[0].orders)
    assert again.facts["wedding_day"].text == "solar-05-01/2010"


def test_an_import_goes_on_with_what_was_read(store, manager):
    job = previewed(WORKBOOK.read_bytes(), store, manager)
    kept = KeptReading(job.file.path)
    assert [sheet.height for sheet in kept.sheets()] == [sheet.height for sheet in read_workbook(WORKBOOK, "a.xlsx")]
    shown = job.totals
    assert committed(job).totals == shown
    assert Customer.objects.count() == 276


@pytest.mark.parametrize("step", ["opened", "previewed"])
def test_a_file_that_was_changed_on_the_disk_is_refused(step, store, manager):
    job = (uploaded if step == "opened" else previewed)(WORKBOOK.read_bytes(), store, manager)
    Path(job.file.path).write_bytes(as_xlsx(客户=[["姓名", "电话"], ["王莉", "13583685957"]]))
    if step == "opened":
        confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
    else:
        commit_import(job)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, "磁盘" in job.error) == ("failed", True)
    assert not Customer.objects.exists()


def test_a_job_whose_kept_rows_are_gone_or_broken_opens_its_file_again(store, manager):
    job = previewed(WORKBOOK.read_bytes(), store, manager)
    _workbook, sheets, records, *_aside = (Path(job.file.storage.path(name)) for name in files_beside(job.file.name))
    sheets.unlink()
    records.unlink()
    assert committed(job).state == "done"


def test_broken_rows_are_said_and_forgotten(store, manager, caplog):
    job = previewed(WORKBOOK.read_bytes(), store, manager)
    records = Path(job.file.storage.path(files_beside(job.file.name)[2]))
    records.write_bytes(records.read_bytes()[:-200])
    assert committed(job).state == "failed" and not Customer.objects.exists()
    caplog.clear()
    assert committed(job).state == "done"


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_reads_leaves_nothing_that_counts_as_read(store, manager, settings):
    settings.MEDIA_ROOT = settings.VAR / "media"  # where a process of its own looks for it
    rows = "\n".join(f"王{n},{13500000000 + n},2022-03-20,床垫,3000" for n in range(6_000))
    job = uploaded(f"姓名,电话,成交日期,产品,金额\n{rows}".encode(), store, manager, "a.csv")
    confirm_columns(job, {"a": dict(enumerate(["name", "phone", "signed", "product", "amount"]))})
    aside = Path(job.file.storage.path(files_beside(job.file.name)[-1]))
    with worker(job) as working:
        wait_until(aside.exists, seconds=60)
        working.end(signal.SIGKILL)
    assert not Path(job.file.storage.path(files_beside(job.file.name)[2])).exists()

    def is_previewed():
        run_step(job.pk, now=NOW)  # the server notices the death of its client, then lets go of its locks
        job.refresh_from_db()
        return job.state == "preview"

    wait_until(is_previewed, seconds=60)
    assert job.totals["created"] == 6_000 and not aside.exists()
    for name in files_beside(job.file.name):
        job.file.storage.delete(name)


@pytest.mark.parametrize(("said", "is_as_guessed"), [("notes", True), ("occupation", False)])
def test_while_a_person_looks_at_the_columns_the_rows_are_read_by_them(said, is_as_guessed, store, manager):
    rows = "\n".join(f"王{n},{13500000000 + n},{'怕吵的客户晚上再打电话' * 10}" for n in range(1_000))
    job = uploaded(f"姓名,电话,备注\n{rows}".encode(), store, manager, "a.csv")
    assert job.state == "mapping"
    ahead = Path(job.file.storage.path(files_beside(job.file.name)[2]))
    read_at = ahead.stat().st_mtime_ns
    confirm_columns(job, {"a": {0: "name", 1: "phone", 2: said}}, old=set())
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert (job.state, job.totals["created"]) == ("preview", 1_000)
    assert (ahead.stat().st_mtime_ns == read_at) is is_as_guessed
    committed(job)
    assert Customer.objects.filter(**{f"{said}__startswith": "怕吵"}).count() == 1_000


def test_a_preview_counts_who_comes_again_far_below_and_in_other_sheets(store, manager):
    people = [[f"K{n}", f"王{n}", str(13500000000 + n % 2_000)] for n in range(2_500)]
    family = [[f"王{n}", "配偶", f"李{n}"] for n in (1, 1_500)]
    content = as_xlsx(
        客户=[["客户编号", "姓名", "电话"], *people], 家庭成员=[["客户姓名", "关系", "家属姓名"], *family]
    )
    job = previewed(content, store, manager)
    shown = job.totals
    assert (shown["created"], shown["members"]) == (2_000, 2)
    assert not Customer.objects.exists()
    assert committed(job).totals == shown
    assert HouseholdMember.objects.count() == 2


def test_what_tells_of_a_child_comes_in_as_it_was_typed_and_waits_to_be_settled(store, manager):
    rows = [["姓名", "电话", "备注"], ["王莉", "13583685957", "女儿五岁，要儿童床"], ["李红", "13583685958", "爱养花"]]
    job = committed(previewed(as_xlsx(客户=rows), store, manager))
    assert job.state == "done"
    assert Customer.objects.get(name="王莉").notes == "女儿五岁，要儿童床"
    mark = MarkedText.objects.get()
    assert (mark.customer.name, mark.words, mark.settled_at) == ("王莉", ["五岁"], None)
    assert [code for code, _facts in ImportRow.objects.get(name="王莉").messages] == ["tells_of_a_child"]
    ask_to_undo(job, by=manager, now=NOW)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "undone" and not MarkedText.objects.exists() and not Customer.objects.exists()


def test_a_removed_workbook_takes_what_was_read_of_it_along(store, manager, media):
    job = previewed(WORKBOOK.read_bytes(), store, manager)
    assert len([path for path in media.rglob("*") if path.is_file()]) == 3
    for name in files_beside(job.file.name):
        job.file.storage.delete(name)
    assert not [path for path in media.rglob("*") if path.is_file()]
