"""The owner takes the archive along in a file."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from customers import facts
from customers.models import Activity
from stores.models import LoginAttempt
from tests.factories import (
    NOW,
    PASSWORD,
    TODAY,
    make_contact,
    make_customer,
    make_staff,
)
from tests.workbooks.exported import NEW, NOTES, content, export, h, rows_of
from workbooks.models import ExportJob


@pytest.fixture
def client(client_of, owner):
    return client_of(owner)


def test_the_workbook_has_sheets_of_customers_families_orders_and_contacts(somebody, client, store, assistant):
    make_contact(somebody)
    somebody.revisits.create(store=store, by=assistant, at=NOW, way="call", outcome="reached", note="一切都好")
    found = rows_of(client, export(client))
    assert list(found) == ["客户", "家庭成员", "订单", "联系记录"]
    row = next(row for row in found["客户"] if row[h("name")] == "韩梅梅")
    told = {
        h("id"): somebody.pk, h("phone"): "13811112222、0371-62345678", h("wechat"): "han_wx", h("tags"): "老业主",
        h("birthday"): "1979年农历闰六月初二", h("wedding_day"): "2010-05-01", "车位": -3,
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
