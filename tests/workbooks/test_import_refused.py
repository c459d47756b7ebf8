"""What an import refuses, in words, and what it waits for."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from customers.models import Customer
from tests.factories import TODAY
from tests.workbooks.importing import as_csv, committed, guessed, page, previewed, upload
from workbooks.actions.import_steps import run_step
from workbooks.actions.imports import remove_old
from workbooks.models import ImportJob


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


@pytest.mark.parametrize("name", ["客户[1].csv", "老客户 3:4?.csv", "'老客户'.csv"])
def test_refused_rows_come_back_whatever_the_file_and_its_cells_hold(name, client):
    job = previewed(
        client, as_csv(["姓名", "电话", "备注"], ["张三", "不详", "腰\x0b不好"], ["李四", "13800000001", ""]), name
    )
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(page("refused", job)).content)).active
    assert [cell.value for cell in sheet[2]][:3] == ["张三", "不详", "腰不好"]


def test_the_refused_rows_come_back_as_a_file_that_can_be_mended(client):
    rows = [
        ["姓名", "电话", "小区", "备注"],
        ["王莉", "13583685957", "万科城", ""],
        ["李红", "不详", "保利", "=HYPERLINK(1)"],
    ]
    job = committed(client, previewed(client, as_csv(*rows), "a.csv"))
    content = client.get(page("refused", job)).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    header, row = book.active.iter_rows()
    assert [cell.value for cell in header][:4] == ["姓名", "电话", "小区", "备注"]
    assert [cell.value for cell in row][:4] == ["李红", "不详", "保利", "=HYPERLINK(1)"]
    assert row[3].data_type == "s"
    assert row[4].value
    row[1].value = "13583685958"
    mended = io.BytesIO()
    book.save(mended)
    job = committed(client, previewed(client, mended.getvalue()))
    assert job.totals["created"] == 1
    customer = Customer.objects.get(name="李红")
    assert customer.notes == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 no zip at all"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le")),
        ("a.csv", bytes(range(256)) * 20),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>"),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8),
    ],
)
def test_a_file_that_is_no_workbook_gets_a_sentence_and_leaves_nothing(client, name, content):
    response = upload(client, content, name)
    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not ImportJob.objects.exists()


def test_a_long_file_is_left_to_a_worker_and_its_progress_is_shown(client):
    rows = [[f"王{n}", f"{13500000000 + n}", "一个很长的备注" * 4] for n in range(8000)]
    response = upload(client, as_csv(["姓名", "电话", "备注"], *rows), "a.csv")
    job = ImportJob.objects.get()
    assert job.state == "uploaded"
    assert b"job-progress" in client.get(response.url).content
    assert client.get(page("progress", job)).status_code == 200
    run_step(job.pk)
    job.refresh_from_db()
    assert job.state == "mapping"
    answer = client.get(page("progress", job), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == page("mapping", job)
    client.post(page("mapping", job), guessed(client, job))
    job.refresh_from_db()
    assert job.state == "reading"
    run_step(job.pk)
    job.refresh_from_db()
    assert (job.state, job.totals["created"]) == ("preview", 8000)


@pytest.mark.parametrize("state", ["mapping", "preview", "done", "undone", "failed"])
def test_the_workbook_goes_after_a_month_and_the_page_says_so(
    state, client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    job = previewed(client)
    if state == "done":
        committed(client, job)
    long_ago, moments = timezone.now() - ImportJob.KEPT, ("created_at", "started_at", "finished_at")
    ImportJob.objects.update(state=state, **dict.fromkeys(moments, long_ago))
    for last, stays in ((timedelta(hours=1), True), (timedelta(0), False)):
        ImportJob.objects.update(finished_at=long_ago + last)
        with django_capture_on_commit_callbacks(execute=True):
            remove_old(TODAY)
        assert any(path.is_file() for path in tmp_path.rglob("*")) is stays
    answer = client.get(ImportJob.objects.get().get_absolute_url())
    is_over = state in ("done", "undone")
    assert answer.status_code == 200 and ("保留期 30 天" in answer.text) is not is_over
    assert page("commit", job) not in answer.text
    for door in ("mapping", "commit"):
        client.post(page(door, job), guessed(client, job) if door == "mapping" and not is_over else {})
    assert ImportJob.objects.get().state == state


@pytest.mark.parametrize("is_done", [False, True])
def test_what_was_copied_out_of_the_workbook_goes_with_it(is_done, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    job = previewed(client)
    if is_done:
        committed(client, job)
    assert client.get(page("refused", job)).status_code == 200
    long_ago = timezone.now() - ImportJob.KEPT
    ImportJob.objects.update(created_at=long_ago, started_at=long_ago, finished_at=long_ago)
    remove_old(TODAY)
    job.refresh_from_db()
    assert not any(layout["sample"] for layout in job.layouts) and not job.rows.exclude(raw=[]).exists()
    assert job.rows.exists() is is_done
    answer = client.get(page("result" if is_done else "preview", job))
    assert answer.status_code == 200 and page("refused", job) not in answer.text


@pytest.mark.parametrize("name", ["老客户.xlsx", "老客户.csv"])
def test_a_text_without_a_table_is_refused_in_words(client, name):
    answer = upload(client, "各位店长：\n请把老客户名单发给我，谢谢。\n总部".encode(), name)
    assert answer.status_code == 422 and "没有客户表格" in answer.text
    assert not ImportJob.objects.exists()


def test_the_workbook_of_a_step_under_way_stays(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    job = previewed(client)
    long_ago = timezone.now() - ImportJob.KEPT * 2
    ImportJob.objects.update(state="committing", created_at=long_ago, started_at=long_ago, finished_at=long_ago)
    remove_old(TODAY)
    job.refresh_from_db()
    assert job.file


def test_an_import_is_undone_without_its_workbook(client, settings, tmp_path, django_capture_on_commit_callbacks):
    settings.MEDIA_ROOT = tmp_path
    job = committed(client, previewed(client))
    long_ago = timezone.now() - ImportJob.KEPT
    ImportJob.objects.update(created_at=long_ago, started_at=long_ago, finished_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        remove_old(TODAY)
    client.post(page("undo", job))
    run_step(job.pk)
    job.refresh_from_db()
    assert (job.state, job.file.name, Customer.objects.count()) == ("undone", "", 0)
