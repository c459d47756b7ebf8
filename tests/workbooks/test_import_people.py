"""The rules of people hold for imported ones too: the intermediary in between, and children's dates of birth."""

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from customers.actions.customer_since import deal_directly
from customers.actions.tiers import recompute_tiers
from customers.models import Activity, Customer, CustomerTier, MarkedText
from tests.factories import TODAY

HEADERS = ["姓名", "电话", "来源", "家庭成员", "产品", "金额", "签单日期"]


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    sheet = book.active
    sheet.append(HEADERS)
    sheet.append(["仇国莉", "19911115678", "中间人", "儿子2020-05-03生", "木门", 8000, "2026-03-01"])
    sheet.append(["李雷", "19911115679", "自然进店", "一家三口", "木门", 8000, "2026-03-01"])
    book.save(tmp_path / "客户.xlsx")
    return str(tmp_path / "客户.xlsx")


def brought(store, workbook):
    call_command("import_customers", workbook, store=store.code)
    recompute_tiers(TODAY)
    return Customer.objects.get(name="仇国莉"), Customer.objects.get(name="李雷")


def test_who_came_through_an_intermediary_is_a_lead_after_an_import_until_we_deal_directly(store, owner, workbook):
    one, other = brought(store, workbook)
    assert one.is_lead and not other.is_lead
    assert set(CustomerTier.objects.values_list("customer", flat=True)) == {other.pk}
    deal_directly(one, by=owner, on=TODAY, today=TODAY)
    again, _other = brought(store, workbook)  # a second import does not undo it
    assert again.customer_since == TODAY


def test_words_about_a_childs_birth_come_in_as_they_stand_and_are_marked(store, workbook):
    one, other = brought(store, workbook)
    assert (one.household, other.household) == ("儿子2020-05-03生", "一家三口")
    mark = MarkedText.objects.get()
    assert (mark.customer, mark.field, mark.settled_at) == (one, "household", None)
    assert not any("2020-05-03" in str(activity.data) for activity in Activity.objects.all())
