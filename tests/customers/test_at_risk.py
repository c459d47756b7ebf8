"""Whom we may lose is listed with its causes (TI-6)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.actions.complaints import settle_complaint
from campaigns.models import Revisit
from customers.actions.tiers import recompute_tiers, retier
from customers.at_risk import at_risk, keep_all, keep_risks, risks, why_at_risk
from customers.entitlements import rhythm_days
from customers.models import Activity, Consent, Customer, CustomerRisk, CustomerTier
from tests.factories import NOW, TODAY, make_customer, make_signed_order

FRESH = TODAY - timedelta(days=5)


@pytest.fixture
def family(store, assistant):
    """An old customer who bought the other day and was never spoken to since."""
    customer = make_customer(store, keeper=assistant, name="冯家")
    make_signed_order(customer, signed_on=FRESH)
    recompute_tiers(TODAY)
    return customer


def said(customer, mood, days, outcome="reached"):
    at = NOW - timedelta(days=days)
    Revisit.objects.create(customer=customer, store=customer.store, at=at, way="call", mood=mood, outcome=outcome)
    retier([customer.pk], today=TODAY)


def causes(customer):
    return {row.cause: row.since for row in CustomerRisk.objects.filter(customer=customer)}


def test_who_bought_the_other_day_is_not_at_risk(family):
    keep_all(TODAY)
    assert causes(family) == {}


def test_without_contact_beyond_the_rhythm_they_are_until_somebody_speaks_to_them(family):
    tier = CustomerTier.objects.get()
    last_day = FRESH + timedelta(days=rhythm_days(tier.letter, tier.level))
    keep_all(last_day - timedelta(days=1))
    assert causes(family) == {}
    keep_all(last_day)
    assert causes(family) == {"rhythm": last_day}
    said(family, "", 0, outcome="no_answer")
    keep_all(last_day)
    assert causes(family) == {"rhythm": last_day}
    said(family, "content", 0)
    keep_all(last_day)
    assert causes(family) == {}


def test_a_contact_from_before_the_system_counts_and_who_wants_none_is_not_missed(family):
    later = TODAY + timedelta(days=400)
    keep_all(later)
    assert "rhythm" in causes(family)
    at = NOW + timedelta(days=395)
    old = Activity.objects.create(
        kind="customers.old_contact_noted", customer=family, store=family.store, at=at, imported=True
    )
    keep_all(later)
    assert causes(family) == {}
    old.delete()
    Consent.objects.create(customer=family, channel="all", is_given=False, how="spoken", wording="别打了", at=NOW)
    keep_all(later)
    assert causes(family) == {}


def test_a_complaint_stands_until_something_better_is_heard(family):
    said(family, "complaint", 3)
    assert causes(family) == {"complaint": (NOW - timedelta(days=3)).date()}
    assert CustomerTier.objects.get().is_dissatisfied
    said(family, "content", 1)
    assert causes(family) == {} and not CustomerTier.objects.get().is_dissatisfied


def test_a_complaint_somebody_settled_is_a_cause_no_more(family, assistant):
    said(family, "complaint", 3)
    settle_complaint(Revisit.objects.get(), by=assistant, now=NOW)
    assert causes(family) == {}


def test_badly_settled_and_falling_are_causes_of_their_own(family):
    for mood, days in (("complaint", 60), ("content", 40), ("complaint", 2)):
        said(family, mood, days)
    assert list(causes(family)) == ["again"]
    Revisit.objects.all().delete()
    said(family, "delighted", 60)
    said(family, "content", 2)
    assert list(causes(family)) == ["falling"]


def test_the_dissatisfied_hear_from_us_as_others_do(family):
    CustomerTier.objects.update(letter="D", level=3, is_dissatisfied=True)
    keep_risks([family.pk], FRESH + timedelta(days=rhythm_days("B", 2)))
    assert "rhythm" in causes(family)


def test_one_looked_at_is_as_all_looked_at_and_written_only_where_it_changes(family, store):
    other = make_customer(store)
    make_signed_order(other, signed_on=TODAY - timedelta(days=900))
    recompute_tiers(TODAY)
    said(family, "complaint", 3)
    keep_all(TODAY)
    all_of = list(CustomerRisk.objects.order_by("pk").values())
    keep_all(TODAY)
    keep_risks([other.pk, family.pk], TODAY)
    assert list(CustomerRisk.objects.order_by("pk").values()) == all_of
    assert {row["customer_id"] for row in all_of} == {family.pk, other.pk}
    assert set(at_risk(Customer.objects.all(), TODAY, "complaint")) == {family}


def test_the_page_and_the_filter_say_why(family, assistant, manager, client_of, other_store):
    elsewhere = make_customer(other_store, name="别店客户")
    make_signed_order(elsewhere, signed_on=TODAY - timedelta(days=900))
    recompute_tiers(TODAY)
    said(family, "complaint", 3)
    keep_all(TODAY)
    page = client_of(assistant).get(reverse("customers:at-risk-list"))
    assert "冯家" in page.text and "投诉" in page.text and "别店客户" not in page.text
    assert why_at_risk(family)[0] in page.text
    listed = client_of(manager).get(reverse("customers:customer-list"), {"at_risk": "complaint"})
    assert [row.pk for row in listed.context["list"].rows] == [family.pk]
    box = client_of(assistant).get(reverse("customers:customer-tier", args=[family.pk])).text
    assert why_at_risk(family)[0] in box
    assert set(risks()) == {"complaint", "again", "falling", "rhythm"}
