"""A manager brings in the workbook by the pages: upload, columns, preview, commit, result."""

import pytest
from django.urls import reverse

from customers.models import Customer, CustomerPhone, Order
from tests.workbooks.importing import as_csv, committed, guessed, page, previewed, upload
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob


@pytest.fixture
def client(client_of, manager):
    return client_of(manager)


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


def test_a_workbook_with_unknown_columns_waits_for_a_person(client):
    response = upload(client, as_csv(["甲", "乙"], ["1", "2"]), "a.csv")
    assert client.get(response.url).status_code == 200
    assert ImportJob.objects.get().state == "mapping"


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
