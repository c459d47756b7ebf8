"""What a customer's page opens on."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Revisit
from customers.categories import load_categories
from customers.models import Activity
from tests.factories import make_contact, make_customer, make_item, make_order


def days(n):
    return timezone.localdate() + timedelta(days=n)


@pytest.fixture
def opened(client_of, assistant):
    def page(customer):
        response = client_of(assistant).get(reverse("campaigns:customer-summary", args=[customer.pk]))
        return response.content.decode()

    return page


def test_the_next_step_the_last_contact_and_what_was_said_come_before_what_was_worked_out(store, assistant, opened):
    load_categories()
    customer = make_customer(store, keeper=assistant)
    make_contact(customer, on=days(2))
    make_item(customer, product="布艺沙发", category_id="sofa_fabric", bought_on=date(2018, 5, 1))
    said = {"customer": customer, "store": store, "by": assistant, "way": "call"}
    for ago, outcome, note, needs in (
        (60, "reached", "想换沙发", "次卧衣柜"), (9, "reached", "挺满意", ""), (1, "no_answer", "", ""),
    ):  # fmt: skip
        at = timezone.now() - timedelta(days=ago)
        Revisit.objects.create(at=at, outcome=outcome, note=note, needs=needs, **said)
    page = opened(customer)
    in_order = ["后天", "最近联系", "挺满意", "9 天前", "有什么需求", "次卧衣柜", "布艺沙发", "一般 5–10 年换"]
    assert [page.find(words) for words in in_order] == sorted(page.find(words) for words in in_order)
    assert all(words in page for words in in_order)


def test_what_is_needed_in_ten_years_is_no_subject_for_the_next_call(store, opened):
    load_categories()
    customer = make_customer(store)
    make_item(customer, product="布艺沙发", category_id="sofa_fabric", bought_on=timezone.localdate())
    assert "布艺沙发" not in opened(customer)


def test_before_the_first_contact_here_the_one_a_workbook_told_of_is_the_last(store, opened):
    customer = make_customer(store)
    at, told = timezone.now() - timedelta(days=400), {"way": "visit", "note": "上门看过"}
    Activity.objects.create(kind="customers.old_contact_noted", customer=customer, store=store, at=at, data=told)
    assert "上门看过" in opened(customer) and "400 天前" in opened(customer)


def test_an_order_that_waits_is_a_step_too(store, opened):
    customer = make_customer(store)
    assert "还没有安排" in opened(customer)
    order = make_order(customer)
    assert order.get_absolute_url() in opened(customer) and "订单还没签" in opened(customer)
