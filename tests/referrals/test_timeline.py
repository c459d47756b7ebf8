"""What became of a friend is told on the page of the customer who sent them."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from customers.actions.orders import cancel_order, sign_order
from referrals.actions.record import record_referral
from referrals.actions.steps import advance_referral, lose_referral
from tests.factories import TODAY, make_customer, make_order


@pytest.fixture
def timeline_of(manager, client_of):
    def read(customer):
        with translation.override("en"):
            client = client_of(manager)
            client.cookies["django_language"] = "en"
            return client.get(reverse("customers:customer-timeline", args=[customer.pk])).content.decode()

    return read


def test_each_step_is_a_sentence(store, manager, timeline_of):
    referrer = make_customer(store, customer_since=TODAY.replace(year=2024))
    now = timezone.now()
    friend = {"by": manager, "relation": "friend", "now": now}
    lost = record_referral(referrer, name="李四", phone="13912345678", need="新房要装门", **friend)
    lose_referral(lost, by=manager, reason="买了别家", now=now)
    bought = record_referral(referrer, name="王五", phone="13812345678", **friend)
    advance_referral(bought, by=manager, to="contacted", now=now)
    order = make_order(make_customer(store, phones=["13812345678"]))
    sign_order(order, by=manager, on=timezone.localdate())
    page = timeline_of(referrer)
    for sentence in (
        "Recommended 李四: 新房要装门",
        "李四, whom they recommended, came to nothing: 买了别家",
        "Recommended 王五",
        "王五, whom they recommended: Contacted",
        "signed an order</a>",
        order.get_absolute_url(),
    ):
        assert sentence in page
    cancel_order(order, by=manager, reason="退单")
    assert "The order of 王五, whom they recommended, was cancelled" in timeline_of(referrer)
