"""Since when somebody is an old customer: an intermediary in between puts it off, on every way (AR-1)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from customers import facts
from customers.actions.customer_since import deal_directly
from customers.actions.customers import change_customer
from customers.actions.merge import merge, undo_merge
from customers.actions.orders import return_order, sign_order
from customers.customer_since import old_since
from customers.models import Activity, CustomerTier
from dealercrm.lib.errors import Refused
from tests.factories import TODAY, make_customer, make_order, make_signed_order

YESTERDAY = TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("first", "source", "direct", "since"),
    [
        (None, "walk_in", None, None),
        (date(2026, 3, 1), "walk_in", None, date(2026, 3, 1)),
        (date(2026, 3, 1), "intermediary", None, None),
        (date(2026, 3, 1), "intermediary", date(2026, 5, 1), date(2026, 5, 1)),
        (date(2026, 3, 1), "intermediary", date(2026, 1, 1), date(2026, 3, 1)),
        (None, "intermediary", date(2026, 1, 1), None),
    ],
)
def test_the_rule(first, source, direct, since):
    assert old_since(first, source=source, direct_since=direct) == since
    assert old_since(None, source=source, direct_since=direct, bought_by=first) == since  # by the dealer's books
    if source == "intermediary":  # the archive of who introduced them says the same, whatever the source
        assert old_since(first, source="walk_in", direct_since=direct, introducer="intermediary") == since
        assert old_since(first, source="", direct_since=direct, introducer="designer") == first


@pytest.fixture
def brought(store, assistant):
    return make_customer(store, keeper=assistant, source="intermediary")


def test_who_was_brought_stays_a_lead_until_we_deal_directly(brought, assistant):
    sign_order(make_order(brought), by=assistant, on=YESTERDAY, today=TODAY)
    brought.refresh_from_db()
    assert brought.is_lead and not CustomerTier.objects.exists()
    deal_directly(brought, by=assistant, on=TODAY, today=TODAY)
    brought.refresh_from_db()
    assert (brought.customer_since, brought.direct_since) == (TODAY, TODAY)
    assert CustomerTier.objects.get().customer == brought
    assert Activity.objects.get(kind=facts.DIRECT_DEALING).data == {"on": str(TODAY)}


def test_dealing_directly_is_refused_twice_for_others_and_for_a_day_to_come(brought, customer, assistant):
    with pytest.raises(Refused):
        deal_directly(customer, by=assistant, on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        deal_directly(brought, by=assistant, on=TODAY + timedelta(days=1), today=TODAY)
    deal_directly(brought, by=assistant, on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        deal_directly(brought, by=assistant, on=TODAY, today=TODAY)


def test_a_corrected_source_counts_anew(customer, assistant):
    make_signed_order(customer, signed_on=YESTERDAY)
    change_customer(customer, by=assistant, source="intermediary")
    customer.refresh_from_db()
    assert customer.is_lead
    change_customer(customer, by=assistant, source="walk_in")
    customer.refresh_from_db()
    assert customer.customer_since == YESTERDAY


def test_the_page_has_the_verb(brought, assistant, client_of):
    make_signed_order(brought)
    client, url = client_of(assistant), reverse("customers:customer-deal-directly", args=[brought.pk])
    assert url in client.get(brought.get_absolute_url()).content.decode()
    client.post(url, {"on": "yesterday"})
    brought.refresh_from_db()
    assert brought.direct_since is None
    client.post(url, {"on": str(YESTERDAY)})
    page = client.get(brought.get_absolute_url()).content.decode()
    assert url not in page and str(YESTERDAY) in page


def test_returning_the_only_order_makes_a_lead_again(customer, assistant):
    order = make_order(customer)
    sign_order(order, by=assistant, on=YESTERDAY, today=TODAY)
    with pytest.raises(Refused):  # nothing was delivered: that is cancelling
        return_order(order, by=assistant, reason="色差", on=TODAY, today=TODAY)
    order.delivered_on = YESTERDAY
    order.save()
    with pytest.raises(Refused):
        return_order(order, by=assistant, reason=" ", on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        return_order(order, by=assistant, reason="色差", on=YESTERDAY - timedelta(days=1), today=TODAY)
    return_order(order, by=assistant, reason="色差", on=TODAY, today=TODAY)
    customer.refresh_from_db()
    assert customer.is_lead and not CustomerTier.objects.exists() and not customer.orders.standing().exists()
    with pytest.raises(Refused):
        return_order(order, by=assistant, reason="色差", on=TODAY, today=TODAY)


def test_an_intermediarys_archive_says_it_whatever_the_source_does(store, assistant, owner, client_of):
    foreman = make_customer(store, name="刘工长", kind="intermediary")
    brought = make_customer(store, keeper=assistant, source="walk_in", introduced_by=foreman)
    sign_order(make_order(brought), by=assistant, on=YESTERDAY, today=TODAY)
    brought.refresh_from_db()
    assert brought.is_lead
    assert reverse("customers:customer-deal-directly", args=[brought.pk]) in client_of(assistant).get(
        brought.get_absolute_url()).text  # fmt: skip

    def since():
        brought.refresh_from_db()
        return brought.customer_since

    change_customer(foreman, by=owner, kind="consumer")
    assert since() == YESTERDAY
    change_customer(foreman, by=owner, kind="intermediary")
    assert since() is None
    change_customer(brought, by=owner, introduced_by=None)
    assert since() == YESTERDAY
    other = make_customer(store)
    change_customer(brought, by=owner, introduced_by=other)
    merged = merge(foreman, other, by=owner, choices={})
    assert since() is None
    undo_merge(merged, by=owner)
    assert since() == YESTERDAY
    change_customer(brought, by=owner, introduced_by=foreman)
    deal_directly(brought, by=assistant, on=TODAY, today=TODAY)
    assert since() == TODAY
