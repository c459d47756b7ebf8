"""A touchpoint to refresh what nobody has brought up to date: once in a half-year, spread over its days (AR-10)."""

from datetime import date, timedelta
from itertools import count

import pytest

from campaigns.actions.revisits import log_revisit
from campaigns.dealer_calendar import REFERENCE_ONLY
from campaigns.models import Contact
from campaigns.planning import plan_store
from campaigns.schedule import SLOTS, Span, occasions
from customers.models import ArchiveCheck, Customer, RowChange
from customers.quality import quality_of
from stores.signing import signed_by
from tests.factories import NOW, TODAY, make_contact, make_customer, make_member, make_rule

FIRST_DAY = date(2027, 1, 1)
place = count(40)


@pytest.fixture
def rule(store):
    return make_rule(store, trigger="stale", after_days=365, grace_days=30)


def old(store, keeper, days=800):
    # The number says the day of the half-year: at its ends another half-year's touchpoint would be in reach.
    pk = SLOTS * 1000 + next(place)
    customer = make_customer(store, pk=pk, keeper=keeper, customer_since=date(2023, 1, 1))
    Customer.objects.filter(pk=customer.pk).update(updated_at=NOW - timedelta(days=days))
    return customer


def planned(customer):
    return Contact.objects.planned().filter(customer=customer)


def plan(store, today, days=180):
    return plan_store(store, today=today, days=days)


def test_a_stale_archive_gets_one_touchpoint_in_the_half_year(store, assistant, rule):
    customer = old(store, assistant)
    plan(store, FIRST_DAY)
    touchpoint = planned(customer).get(leading__occurrence="2027-h1")
    assert touchpoint.assignee == assistant
    assert touchpoint.on == FIRST_DAY + timedelta(days=customer.pk % SLOTS)
    assert plan(store, FIRST_DAY) == (0, 0, 0, 0)
    touchpoint.state = Contact.State.DONE
    touchpoint.save()
    plan(store, FIRST_DAY + timedelta(days=1))
    assert not planned(customer).filter(leading__occurrence="2027-h1").exists()


def test_who_becomes_stale_only_later_is_not_planned_before(store, assistant, rule):
    customer = old(store, assistant, days=10)
    plan(store, FIRST_DAY)
    assert not planned(customer).exists()


@pytest.mark.parametrize(("outcome", "days"), [("reached", 0), ("no_answer", 800)])
def test_who_was_asked_and_has_nothing_new_is_up_to_date_too(store, assistant, rule, outcome, days):
    customer = old(store, assistant)
    touchpoint = make_contact(customer, rule=rule)
    log_revisit(customer, by=assistant, now=NOW, way="call", outcome=outcome, contact=touchpoint)
    assert quality_of(customer, reader=assistant, today=TODAY).age_days == days
    assert not RowChange.objects.filter(customer=customer, action="update").exists()


def test_a_call_for_another_reason_refreshes_nothing(store, assistant):
    customer = old(store, assistant)
    touchpoint = make_contact(customer)
    log_revisit(customer, by=assistant, now=NOW, way="call", outcome="reached", contact=touchpoint)
    assert quality_of(customer, reader=assistant, today=TODAY).age_days == 800


@pytest.mark.parametrize("how", ["changed", "child row", "checked"])
def test_what_was_refreshed_meanwhile_is_withdrawn(store, assistant, manager, rule, how):
    customer = old(store, assistant)
    plan(store, FIRST_DAY)
    assert planned(customer).filter(leading__occurrence="2027-h1").exists()
    if how == "changed":
        Customer.objects.filter(pk=customer.pk).update(updated_at=NOW)
    elif how == "child row":
        with signed_by(assistant):
            make_member(customer)
        RowChange.objects.update(at=NOW)
    else:
        ArchiveCheck.objects.create(
            customer=customer, store=store, month=TODAY.replace(day=1), drawn_at=NOW,
            result="true", checked_by=manager, checked_at=NOW,
        )  # fmt: skip
    plan(store, FIRST_DAY)
    assert not planned(customer).filter(leading__occurrence="2027-h1").exists()


def test_a_rewritten_plan_or_a_new_keeper_refreshes_nothing(store, assistant, manager, rule):
    customer = old(store, assistant)
    with signed_by(manager):
        Customer.objects.filter(pk=customer.pk).update(keeper=manager)
    plan(store, FIRST_DAY)
    assert planned(customer).filter(leading__occurrence="2027-h1").get().assignee == manager


def test_they_are_spread_over_the_half_year_and_never_twice_in_it(rule):
    found = list(occasions(rule, Span(FIRST_DAY, FIRST_DAY, FIRST_DAY.replace(year=2028)), REFERENCE_ONLY))
    for half in ("2027-h1", "2027-h2"):
        places = [occasion.match for occasion in found if occasion.occurrence == half]
        assert sorted(map(int, places)) == list(range(SLOTS))
    assert {occasion.occurrence for occasion in found} >= {"2027-h1", "2027-h2"}


def test_leads_are_left_alone(store, assistant, rule):
    lead = old(store, assistant)
    Customer.objects.filter(pk=lead.pk).update(customer_since=None)
    plan(store, FIRST_DAY)
    assert not planned(lead).exists()
