"""Files from the field, taken into an archive."""

from datetime import date

import pytest

from customers.models import Customer, HouseholdMember, Order, OwnField, OwnValues
from tests.factories import NOW, TODAY
from tests.workbooks.cases import CASES
from tests.workbooks.reading.records import sheet_of
from workbooks.actions.import_steps import import_workbook
from workbooks.models import ImportJob
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

pytestmark = pytest.mark.django_db


def taken(store, sheets, own=None):
    lines = []
    job = ImportJob.objects.create(store=store, file_name="客户.csv", sha256="0" * 64)
    records = read_all(sheets, guess_layouts(sheets, today=TODAY, own=own), today=TODAY, area_code=store.area_code)
    import_workbook(store, records, today=TODAY, now=NOW, job=job, keep_lines=lines.extend)
    return lines


def case(store, name):
    return taken(store, read_workbook(CASES / name, name))


def test_who_cancelled_or_never_paid_is_no_old_customer(store):
    case(store, "S13_cancelled_orders.csv")
    since = dict(Customer.objects.values_list("name", "customer_since"))
    assert since == {"尚一": date(2023, 3, 1), "尚二": None, "尚三": None, "尚四": None, "尚五": None}
    assert list(Order.objects.values_list("customer__name", "amount")) == [("尚一", 3200)]
    assert "已取消" in Customer.objects.get(name="尚二").notes


def test_a_member_of_a_shop_with_a_sum_over_years_has_no_order(store):
    case(store, "S01c_shop_member.csv")
    yan = Customer.objects.get(name="颜丽")
    assert (yan.orders.count(), yan.customer_since) == (0, None)
    assert "12800" in yan.notes


def test_days_without_a_year_and_no_days_reach_the_archive_as_such(store):
    for name in ("F16_year_hidden.xlsx", "F19_no_year.csv", "S18_member_no_year.csv", "S07_zero_day.xlsx"):
        case(store, name)
    born = {name: value and value.text for name, value in Customer.objects.values_list("name", "birthday")}
    assert (born["卫一"], born["韦二"], born["韦四"]) == ("solar-03-05/", "solar-10-14/", "solar-02-29/")
    assert {born[name] for name in ("葛一", "葛二", "葛三", "葛四", "葛五")} == {None}
    told = {name: value and value.text for name, value in HouseholdMember.objects.values_list("name", "birthday")}
    assert told == {
        "尹太": "solar-10-14/", "王桂英": "solar-03-05/", "尹太太": "solar-10-14/", "葛太": None,
    }  # fmt: skip


def test_no_day_in_a_field_of_the_dealers_own_is_none_either(store):
    own = OwnField.objects.create(label="验收日", type="date")
    rows = [["王莉", "13583685957", "0000-00-00"], ["李红", "13583685958", "2021-03-04T16:00:00Z"]]
    lines = taken(store, [sheet_of(["姓名", "电话", "验收日"], *rows)], own={"验收日": own.key})
    kept = {row.customer.name: row.values for row in OwnValues.objects.all()}
    assert (kept.get("王莉", {}), kept["李红"]) == ({}, {own.key: "2021-03-05"})
    assert not any(line.messages for line in lines)
