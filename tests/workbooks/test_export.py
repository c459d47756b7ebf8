"""The owner takes the archive along in a file."""

import csv
import io
from datetime import timedelta
from decimal import Decimal
from threading import Thread

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone, translation

from customers import facts
from customers.actions.erase import erase
from customers.models import Activity, Consent, Customer, CustomerTag, OrderLine, OwnField, OwnValues, Tag
from dealercrm.lib.birthdays import Birthday, parse_birthday
from stores.models import LoginAttempt
from tests.factories import (
    NOW,
    PASSWORD,
    TODAY,
    make_customer,
    make_member,
    make_order,
    make_signed_order,
    make_staff,
    make_touchpoint,
)
from tests.local.machine import wait_until
from workbooks.actions.exports import AT_ONCE, remove_old, write_export
from workbooks.exporting.birthdays import birthday
from workbooks.models import ExportJob
from workbooks.reading.fields import INFORMATION, LABELS

NEW = reverse("workbooks:export-new")
NOTES = '第一行\n第二行, "引号"'


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def h(field):
    """The heading of a field in Chinese."""
    with translation.override("zh-hans"):
        return str(LABELS.get(field) or INFORMATION[field])


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def export(client, format="xlsx", **chosen):
    """Ask for a file as the page does; returns the job."""
    chosen = {"whom": "all", "query": ""} | chosen
    page = client.get(NEW, chosen)
    data = chosen | {"count": page.context["selection"].count, "format": format, "password": PASSWORD}
    response = client.post(NEW, data)
    assert response.status_code == 302, response.context["form"].errors
    job = ExportJob.objects.latest("pk")
    assert response.url == job.get_absolute_url()
    return job


def content(client, job):
    response = client.get(reverse("workbooks:export-file", args=[job.pk]))
    return b"".join(response.streaming_content)


def rows_of(client, job):
    """{sheet: [{heading: value}]} of an .xlsx, or the rows of a CSV."""
    data = content(client, job)
    if job.format == "csv":
        assert data.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        head, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(head, row, strict=True)) for row in rows]
    return found


@pytest.fixture
def somebody(store, assistant):
    """A customer with something in every column."""
    friend = make_customer(store, name="李雷", phones=[])
    own = OwnField.objects.create(label="车位", type="number")
    customer = make_customer(
        store, name="韩梅梅", phones=["13811112222", "0371-62345678"], wechat="han_wx", community="翠湖苑",
        building="17", unit="2", room="1502", keeper=assistant,
        birthday=parse_birthday("1979年农历闰六月初二", today=TODAY),
        wedding_day=TODAY - timedelta(days=3650), source="walk_in", notes=NOTES,
        introduced_by=friend,
    )  # fmt: skip
    CustomerTag.objects.create(customer=customer, tag=Tag.objects.create(name="老业主"))
    OwnValues.objects.create(customer=customer, values={own.key: -3})
    Consent.objects.create(customer=customer, channel="all", is_given=False, how="phone", wording="不", at=NOW)
    order = make_signed_order(customer, lines=("床垫", "沙发"), gross_profit=Decimal("2500.50"), salesperson=assistant)
    OrderLine.objects.filter(order=order, product="床垫").update(quantity=2, measure="张")
    make_member(customer, name="王桂英", phone="13900000000")
    make_member(customer, relation="child", name="豆豆", birthday=parse_birthday("2019-05-03", today=TODAY))
    return customer


def test_the_workbook_has_sheets_of_customers_families_orders_and_contacts(somebody, client, store, assistant):
    make_touchpoint(somebody)
    somebody.revisits.create(store=store, by=assistant, at=NOW, way="call", outcome="reached", note="一切都好")
    found = rows_of(client, export(client))
    assert list(found) == ["客户", "家庭成员", "订单", "联系记录"]
    row = next(row for row in found["客户"] if row[h("name")] == "韩梅梅")
    told = {
        h("id"): somebody.pk, h("phone"): "13811112222、0371-62345678", h("wechat"): "han_wx", h("tags"): "老业主",
        h("birthday"): "1979年农历闰六月初二", h("wedding_day"): (TODAY - timedelta(days=3650)).isoformat(), "车位": -3,
        h("source"): "自然进店", h("store"): "东区店", h("keeper"): "小刘", h("customer_since"): TODAY.isoformat(),
        h("notes"): NOTES,
    }  # fmt: skip
    assert {name: row[name] for name in told} == told
    (member,) = found["家庭成员"]
    assert (member[h("id")], member[h("name")], "王桂英" in member.values()) == (somebody.pk, "韩梅梅", True)
    bed, sofa = found["订单"]
    assert (bed[h("product")], bed[h("quantity")], bed[h("measure")], bed[h("amount")]) == ("床垫", 2, "张", 5000)
    assert (sofa[h("total")], sofa[h("gross_profit")], sofa[h("signed")]) == (10000, 2500.5, TODAY.isoformat())
    (contact,) = found["联系记录"]
    assert "一切都好" in contact.values() and "小刘" in contact.values()


def test_old_contacts_that_a_workbook_brought_stand_among_the_others(customer, client, store):
    Activity.objects.create(
        kind=facts.OLD_CONTACT_NOTED, customer=customer, store=store, at=NOW - timedelta(days=900), by_name="老王",
        data={"on": "2024-06-05", "way": "sms", "note": "要换床垫"}, imported=True,
    )  # fmt: skip
    (contact,) = rows_of(client, export(client))["联系记录"]
    assert (contact[h("contact_on")], contact[h("contact_by")]) == ("2024-06-05", "老王")
    assert (contact[h("contact_way")], contact[h("contact_note")]) == ("短信", "要换床垫")


def test_csv_is_the_customers_alone_in_one_row_each(somebody, client):
    found = rows_of(client, export(client, "csv"))
    assert [row[h("name")] for row in found] == ["李雷", "韩梅梅"]
    assert (found[1][h("phone")], found[1]["车位"]) == ("13811112222、0371-62345678", "-3")
    assert found[1][h("notes")] == '第一行\n第二行, "引号"'
    assert found[1][h("do_not_contact")] == "是" and not found[0][h("do_not_contact")]


def test_of_children_nothing_leaves_the_house(somebody, client, folder):
    data = content(client, export(client, "csv")) + str(rows_of(client, export(client))).encode()
    assert "王桂英".encode() in data and "豆豆".encode() not in data and b"2019" not in data


@pytest.mark.parametrize("sign", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "＝1", "\n=1"])
def test_what_a_spreadsheet_would_calculate_stays_words(store, client, sign):
    customer = make_customer(store, name="张三", phones=["+85261234567"], notes=sign, best_time="-5")
    (row,) = rows_of(client, export(client, "csv"))
    assert (row[h("notes")], row[h("phone")], row[h("best_time")]) == (f"'{sign}", "+85261234567", "-5")
    book = openpyxl.load_workbook(io.BytesIO(content(client, export(client))))
    cells = {cell.value: cell for cell in next(book["客户"].iter_rows(min_row=2))}
    assert cells[sign].data_type == "s" and cells["+85261234567"].data_type == "s"
    assert cells[customer.pk].data_type == "n"


def test_the_list_decides_whom_and_ticks_decide_too(store, other_store, client):
    wang, _li = make_customer(store, name="王莉"), make_customer(store, name="李红")
    west = make_customer(other_store, name="王西")
    job = export(client, "csv", query="q=王")
    assert [row[h("name")] for row in rows_of(client, job)] == ["王莉", "王西"]
    assert "王" in job.words
    job = export(client, "csv", query=f"q=王&store={other_store.pk}")
    assert [row[h("id")] for row in rows_of(client, job)] == [str(west.pk)]
    job = export(client, "csv", whom="ticked", customer=[wang.pk])
    assert [row[h("name")] for row in rows_of(client, job)] == ["王莉"]


def test_the_list_leads_there_for_the_owner_only(client, client_of, manager, customer):
    word = 'value="export"'
    assert word in client.get(reverse("customers:customer-list")).text
    assert word not in client_of(manager).get(reverse("customers:customer-list")).text
    chosen = {"verb": "export", "whom": "ticked", "customer": customer.pk, "query": "q=张"}
    response = client.get(reverse("customers:customer-bulk"), chosen, follow=True)
    assert response.context["selection"].count == 1 and "张小美" in response.text
    assert client_of(manager).get(reverse("customers:customer-bulk"), chosen, follow=True).status_code == 403


def test_the_password_is_asked_again_and_guessing_is_slowed_down(client, customer, owner):
    data = {"whom": "all", "query": "", "count": 1, "format": "csv", "password": "wrong"}
    for _n in range(5):
        response = client.post(NEW, data)
        assert response.status_code == 422 and response.context["form"].errors["password"]
    response = client.post(NEW, data | {"password": PASSWORD})
    assert response.status_code == 422 and "密码不对" not in response.text
    assert not ExportJob.objects.exists()
    LoginAttempt.objects.update(at=timezone.now() - timedelta(hours=1))
    assert client.post(NEW, data | {"password": PASSWORD}).status_code == 302


def test_a_list_that_changed_meanwhile_is_looked_at_again(client, customer):
    data = {"whom": "all", "query": "", "count": 7, "format": "csv", "password": PASSWORD}
    response = client.post(NEW, data)
    assert response.status_code == 409 and response.context["selection"].count == 1
    assert not ExportJob.objects.exists()


def test_that_it_left_the_house_is_logged_with_count_and_filters(client, customer, owner, client_of):
    export(client, "csv", query="q=张")
    fact = Activity.objects.get(kind=facts.CUSTOMERS_EXPORTED)
    assert (fact.by, fact.data["count"], fact.data["format"]) == (owner, 1, "csv") and "张" in fact.data["words"]
    (row,) = client.get(reverse("customers:reading-log")).context["page"].object_list
    assert (row["exported"], row["exported_people"], row["by__name"]) == (1, 1, "老板")
    partner = make_staff(None, "owner", name="合伙人")
    assert "张" in client_of(partner).get(reverse("workbooks:export-list")).text


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


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.rowcount > 0


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
