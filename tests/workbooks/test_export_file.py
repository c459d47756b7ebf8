"""The file of an export: who may fetch it, when it goes, and what breaks off."""

from datetime import timedelta
from threading import Thread

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from customers import facts
from customers.actions.erase import erase
from customers.models import Activity, Customer
from dealercrm.lib.birthdays import Birthday, parse_birthday
from tests.database import somebody_waits_for_us
from tests.factories import (
    TODAY,
    make_customer,
    make_order,
    make_staff,
)
from tests.local.machine import wait_until
from tests.workbooks.exported import NEW, export, h, rows_of
from workbooks.actions.exports import AT_ONCE, remove_old, write_export
from workbooks.exporting.birthdays import birthday
from workbooks.models import ExportJob


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_the_file_is_served_to_whoever_asked_for_it_and_to_nobody_else(client, customer, client_of, manager):
    job = export(client, "csv")
    for name in ("detail", "progress", "file"):
        url = reverse(f"workbooks:export-{name}", args=[job.pk])
        assert client_of(make_staff(None, "owner")).get(url).status_code == 404
        assert client_of(manager).get(url).status_code == 403
    assert client.get(f"/media/{job.file.name}").status_code == 404


def test_the_file_goes_after_some_days_and_the_page_says_so(
    client, customer, folder, django_capture_on_commit_callbacks
):
    job = export(client, "csv")
    day = timezone.localdate(job.kept_until)
    assert day.isoformat() in client.get(job.get_absolute_url()).text
    for days in (6, 8):
        ExportJob.objects.update(finished_at=timezone.now() - timedelta(days=days))
        with django_capture_on_commit_callbacks(execute=True):
            remove_old(TODAY)
        assert bool(list(folder.rglob("*.csv"))) is (days < 7)
    assert client.get(reverse("workbooks:export-file", args=[job.pk])).status_code == 404
    assert client.get(job.get_absolute_url()).status_code == 200
    assert ExportJob.objects.get().state == "removed"


def test_the_owner_can_remove_it_at_once(client, customer, folder, django_capture_on_commit_callbacks):
    job = export(client, "csv")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("workbooks:export-remove", args=[job.pk]))
    assert not list(folder.rglob("*.csv"))


def test_who_is_erased_is_in_no_file(client, customer, store, owner, folder, django_capture_on_commit_callbacks):
    other = make_customer(store, name="赵六")
    whole, found = export(client, "csv"), export(client, "csv", query="q=张小美")
    ticked = export(client, "csv", whom="ticked", customer=[other.pk])
    with django_capture_on_commit_callbacks(execute=True):
        erase(customer, why="本人要求", by=owner)
    for job, is_there in ((whole, False), (found, False), (ticked, True)):
        job.refresh_from_db()
        assert bool(job.file) is is_there and "张小美" not in job.words
    assert len(list(folder.rglob("*.csv"))) == 1
    assert not Activity.objects.filter(data__words__contains="张小美").exists()
    assert [row[h("name")] for row in rows_of(client, export(client, "csv"))] == ["赵六"]


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_ready_while_somebody_is_being_erased_is_written_anew(customer, store, owner, folder):
    make_customer(store, name="赵六")
    job = ExportJob.objects.create(by=owner, format="csv", language="zh-hans", count=2)

    def write():
        write_export(job.pk)
        connection.close()

    writer = Thread(target=write)
    with transaction.atomic():
        erase(customer, why="本人要求", by=owner)
        writer.start()
        wait_until(somebody_waits_for_us)
    writer.join()
    job.refresh_from_db()
    assert job.is_running and not list(folder.rglob("*.csv"))
    write_export(job.pk)
    (path,) = folder.rglob("*.csv")
    assert "赵六" in path.read_text("utf-8-sig") and customer.name not in path.read_text("utf-8-sig")


def test_many_are_left_to_a_worker_and_its_progress_is_shown(client, store, owner):
    Customer.objects.bulk_create(Customer(store=store, name=f"王{n}", pinyin="wang") for n in range(AT_ONCE + 1))
    job = export(client, "csv")
    assert job.state == "writing"
    assert b"job-progress" in client.get(job.get_absolute_url()).content
    assert client.get(reverse("workbooks:export-progress", args=[job.pk])).status_code == 200
    assert client.get(reverse("workbooks:export-file", args=[job.pk])).status_code == 404
    write_export(job.pk)
    job.refresh_from_db()
    assert (job.state, job.count) == ("done", AT_ONCE + 1)
    answer = client.get(reverse("workbooks:export-progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == job.get_absolute_url()
    assert len(rows_of(client, job)) == AT_ONCE + 1


@pytest.mark.logs_errors
def test_what_breaks_off_says_so_and_leaves_no_file(client, customer, folder, monkeypatch):
    monkeypatch.setattr("workbooks.actions.exports.SHEETS", [None])
    job = export(client, "csv")
    assert job.state == "failed" and job.error in client.get(job.get_absolute_url()).text
    assert not list(folder.rglob("*.csv")) and not Activity.objects.filter(kind=facts.CUSTOMERS_EXPORTED).exists()


def test_the_readers_language_is_the_files_language(client, somebody):
    client.cookies["django_language"] = "en"
    found = rows_of(client, export(client))
    assert list(found) == ["Customers", "Family members", "Orders", "Contacts"]
    row = next(row for row in found["Customers"] if row["Name"] == "韩梅梅")
    assert (row["Source"], row["Birthday"], row["Not to be contacted"]) == ("Walk-in", "1979年农历闰六月初二", "Yes")


def test_pages_ask_few_questions_however_many_there_are(client, store, customer, django_assert_max_num_queries):
    Customer.objects.bulk_create(Customer(store=store, name=f"王{n}", pinyin="wang") for n in range(50))
    for _n in range(3):
        export(client, "csv", whom="ticked", customer=[customer.pk])
    job = ExportJob.objects.latest("pk")
    for url in (f"{NEW}?whom=all&query=q=王", job.get_absolute_url(), reverse("workbooks:export-list")):
        with django_assert_max_num_queries(9):
            assert client.get(url).status_code == 200


def test_a_birthday_is_told_by_the_database_as_the_type_tells_it(db):
    values = [
        Birthday("solar", 1979, 8, 16), Birthday("solar", None, 10, 9), Birthday("lunar", 1979, 12, 29),
        Birthday("lunar", None, 12, 30), Birthday("lunar", 1979, 6, 2, leap=True), Birthday("lunar", None, 11, 21),
        Birthday("age", age=42, as_of=TODAY),
    ]  # fmt: skip
    with connection.cursor() as cursor, translation.override("zh-hans"):
        for value in values:
            cursor.execute(f"SELECT {birthday('v.text')} FROM (SELECT %s::text) AS v(text)", [value.text])
            (told,) = cursor.fetchone()
            assert parse_birthday(told, today=TODAY) == value
            assert told == ("1979-08-16" if value.year and value.calendar == "solar" else value.in_chinese())


def test_a_file_that_is_gone_from_the_disk_is_not_found(client, customer):
    job = export(client, "csv")
    job.file.storage.delete(job.file.name)
    assert client.get(reverse("workbooks:export-file", args=[job.pk])).status_code == 404
    ExportJob.objects.filter(pk=job.pk).update(file=ContentFile(b"x", name="x.csv").name)
    assert client.get(job.get_absolute_url()).status_code == 200


def test_an_order_without_lines_has_a_row_too(client, customer):
    make_order(customer, lines=("门",)).lines.all().delete()
    (row,) = rows_of(client, export(client))["订单"]
    assert row[h("product")] is None and row[h("total")] == 10000
