"""A manager brings in the workbook by the pages: upload, columns, preview, commit, result."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, CustomerPhone, Order
from tests.factories import TODAY
from workbooks.actions.import_steps import run_step
from workbooks.actions.imports import remove_old
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob

WORKBOOK = (Path(__file__).parents[1] / "data" / "dealer_customers.xlsx").read_bytes()


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


def upload(client, content=WORKBOOK, name="老客户.xlsx", **data):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("workbooks:import-new"), {"file": file} | data)


def page(name, job):
    return reverse(f"workbooks:import-{name}", args=[job.pk])


def guessed(client, job):
    """The columns form as the page shows it, ready to be posted."""
    form = client.get(page("mapping", job)).context["form"]
    return {field.name: field.value() or "" for _layout, columns in form.sheets for field, _texts in columns}


def previewed(client, content=WORKBOOK, name="老客户.xlsx"):
    upload(client, content, name)
    job = ImportJob.objects.latest("pk")
    client.post(page("mapping", job), guessed(client, job))
    job.refresh_from_db()
    return job


def committed(client, job):
    client.post(page("commit", job))
    run_step(job.pk)
    job.refresh_from_db()
    return job


def as_csv(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def test_the_columns_are_guessed_and_shown_with_examples(client, store):
    response = upload(client)
    job = ImportJob.objects.get()
    assert response.url == page("mapping", job)
    assert (job.store, job.state) == (store, "mapping")
    html = client.get(response.url).content.decode()
    assert "客户姓名" in html and "陈磊鑫" in html
    assert set(guessed(client, job).values()) >= {"name", "phone", "room", "birthday", "signed", "amount", "crew"}


def test_the_preview_says_row_by_row_what_will_happen_and_changes_nothing(client):
    job = previewed(client)
    assert (job.state, job.totals["created"], job.totals["refused"]) == ("preview", 276, 4)
    html = client.get(page("preview", job)).content.decode()
    assert "陈磊鑫" in html
    assert "276" in html
    refused = client.get(page("preview", job), {"outcome": "refused"})
    assert [row.name for row, _sentences in refused.context["lines"]] == ["尉兰欣", "徐宇", "徐美", "尉华敏"]
    assert all(sentences for _row, sentences in refused.context["lines"])
    assert not Customer.objects.exists()


def test_a_commit_imports_what_the_preview_showed(client):
    job = previewed(client)
    shown = job.totals
    job = committed(client, job)
    assert (job.state, job.totals) == ("done", shown)
    assert (Customer.objects.count(), Order.objects.count()) == (276, 283)
    response = client.get(page("result", job))
    assert response.status_code == 200
    customer = Customer.objects.get(phones__number="13577631706")
    assert customer.get_absolute_url() in response.content.decode()
    assert customer.import_job_id == job.pk


def test_after_an_import_the_way_leads_on_to_the_keepers(client, store, assistant):
    job = committed(client, previewed(client))
    to_keepers = f"{reverse('customers:orphan-list')}?store={store.pk}"
    assert to_keepers in client.get(page("result", job)).text
    Customer.objects.update(keeper=assistant)
    assert to_keepers not in client.get(page("result", job)).text


def test_the_same_file_again_is_all_unchanged_and_needs_no_commit(client):
    committed(client, previewed(client))
    job = previewed(client)
    assert (job.totals["created"], job.totals["updated"], job.totals["unchanged"]) == (0, 0, 283)
    assert page("commit", job) not in client.get(page("preview", job)).content.decode()


def test_a_wrong_guess_is_corrected_by_hand(client):
    content = as_csv(["谁", "哪里", "号码"], ["王莉", "万科城", "13583685957"], ["李红", "保利", "13583685958"])
    upload(client, content, "a.csv")
    job = ImportJob.objects.get()
    client.post(page("mapping", job), {"0-0": "name", "0-1": "community", "0-2": "phone"})
    job.refresh_from_db()
    committed(client, job)
    assert list(Customer.objects.order_by("pk").values_list("name", "community")) == [
        ("王莉", "万科城"),
        ("李红", "保利"),
    ]


def test_two_columns_cannot_be_the_same_thing(client):
    upload(client, as_csv(["姓名", "电话", "地点"], ["王莉", "13583685957", "万科城"]), "a.csv")
    job = ImportJob.objects.get()
    response = client.post(page("mapping", job), {"0-0": "name", "0-1": "phone", "0-2": "name"})
    assert response.status_code == 422
    (sentence,) = response.context["form"].non_field_errors()
    assert "姓名" in sentence and "地点" in sentence


def test_without_names_and_phones_there_is_no_import(client):
    upload(client, as_csv(["姓名", "电话"], ["王莉", "13583685957"]), "a.csv")
    job = ImportJob.objects.get()
    assert client.post(page("mapping", job), {"0-0": "", "0-1": "notes"}).status_code == 422
    job.refresh_from_db()
    assert job.state == "mapping"


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


def test_a_workbook_with_unknown_columns_waits_for_a_person(client):
    response = upload(client, as_csv(["甲", "乙"], ["1", "2"]), "a.csv")
    assert client.get(response.url).status_code == 200
    assert ImportJob.objects.get().state == "mapping"


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


def test_the_owner_says_for_which_store(client_of, owner, store, other_store):
    upload(client_of(owner), as_csv(["姓名", "电话"], ["王莉", "13583685957"]), "a.csv", store=other_store.pk)
    assert ImportJob.objects.get().store == other_store


def test_a_commit_needs_a_preview(client, store):
    upload(client, as_csv(["姓名", "电话"], ["王莉", "13583685957"]), "a.csv")
    job = ImportJob.objects.get()
    client.post(page("commit", job))
    job.refresh_from_db()
    assert job.state == "mapping"
    assert not CustomerPhone.objects.exists()


def test_every_page_of_every_state_opens(client, manager, store):
    for state in ImportJob.State.values:
        job = ImportJob.objects.create(store=store, by=manager, file_name="a.xlsx", sha256="0" * 64, state=state)
        for name in ("mapping", "preview", "progress", "result", "refused"):
            assert client.get(page(name, job)).status_code in (200, 302)
    assert client.get(reverse("workbooks:import-list")).status_code == 200


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


def test_the_preview_says_what_was_read_of_whom_and_the_result_leaves_it_to_the_archive(client):
    header = ["姓名", "电话", "小区", "房号", "生日", "成交日期", "产品", "金额", "孩子1生日"]
    rows = [
        ["王莉", "138 0013 8001", "万科城", "3-2-1502", "农历八月十五", "2023.1.5", "床垫", "1.2万", "2019-05-03"],
        ["王莉", "13800138001", None, None, None, "2023.6.6", "沙发", "800", None],
    ]
    job = previewed(client, as_csv(header, *rows), "a.csv")
    first, second = [[sentence(message) for message in row.messages] for row in job.rows.all()]
    line = "13800138001 · 万科城 3-2-1502 · 农历八月十五生 · 亲属1人 · 2023-01-05 签单 床垫 ¥12,000"
    assert first == [line] and line in client.get(page("preview", job)).text
    assert second == ["多了一单。"]
    committed(client, job)
    assert job.rows.first().messages == []


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
