"""What becomes of claims when two archives turn out to be one person (RF-3), and that it can be taken back."""

from datetime import timedelta

import pytest
from django.utils import timezone

from customers.actions.merge import merge, undo_merge
from customers.actions.tiers import recompute_tiers
from customers.activity import record
from customers.at_risk import keep_all
from customers.facts import ORDER_SIGNED
from dealercrm.lib.errors import Refused
from insights.freshness import count_all, freshen_all
from insights.models import PeriodFigures
from insights.querysets import COUNTS
from referrals.actions.record import record_referral
from referrals.models import Referral
from tests.any_rows import database
from tests.factories import NOW, TODAY, make_customer, make_referral, make_signed_order

LAST_WEEK = NOW - timedelta(days=7)
EARLIER = TODAY - timedelta(days=60)
ACT = ("customers_activity", "customers_merge", "customers_rowchange", "insights_periodfigures")


def old_customer(store, name, **fields):
    customer = make_customer(store, name=name, **fields)
    make_signed_order(customer, signed_on=EARLIER, installed_on=EARLIER)
    return customer


def signed(referral, friend):
    order = make_signed_order(friend)
    record(ORDER_SIGNED, customer=friend, at=NOW, subject=order)
    referral.refresh_from_db()
    assert referral.state == "signed"
    return order


def settled():
    """{table: rows} once the house has counted all there is to count."""
    count_all(TODAY)
    recompute_tiers(TODAY)
    keep_all(timezone.localdate())  # whom we may lose, as the merge will look at them
    return database(without=ACT)


def figures():
    freshen_all()
    return sorted(PeriodFigures.objects.values_list("store", "month", "months", *COUNTS))


def counted_from_nothing():
    PeriodFigures.objects.all().delete()
    count_all(TODAY)
    return figures()


@pytest.fixture
def referrer(store):
    return old_customer(store, "刘姐")


@pytest.mark.parametrize("has_archive", [True, False])
@pytest.mark.parametrize("stays", ["referrer", "friend"])
def test_a_claim_of_oneself_ends_and_comes_back(stays, has_archive, store, referrer, owner):
    friend = make_customer(store, name="刘洁", phones=["13912345678"])
    claim = make_referral(referrer, phone="13912345678", referee=friend if has_archive else None, recorded_at=LAST_WEEK)
    before, shown = settled(), figures()
    two = (referrer, friend) if stays == "referrer" else (friend, referrer)
    merged = merge(*two, by=owner, choices={}, now=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.referee_id, claim.referrer_id) == ("lost", two[0].pk, two[0].pk) and claim.lost_reason
    assert figures() == counted_from_nothing() != shown
    undo_merge(merged, by=owner, now=NOW)
    assert database(without=ACT) == before
    assert figures() == counted_from_nothing() == shown


def test_a_signed_claim_of_oneself_loses_its_order_and_the_figures_follow(store, referrer, owner):
    friend = make_customer(store, name="刘洁", phones=["13912345678"])
    claim = make_referral(referrer, phone="13912345678", recorded_at=LAST_WEEK)
    order = signed(claim, friend)
    before, shown = settled(), figures()
    referred = COUNTS.index("referred_orders") + 3
    assert any(row[referred] for row in shown)
    merged = merge(referrer, friend, by=owner, choices={}, now=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.order, claim.signed_on) == ("lost", None, None) and claim.lost_reason
    assert figures() == counted_from_nothing()
    assert not any(row[referred] for row in figures())
    undo_merge(merged, by=owner, now=NOW)
    claim.refresh_from_db()
    assert (claim.state, claim.order) == ("signed", order)
    assert database(without=ACT) == before
    assert figures() == counted_from_nothing() == shown


@pytest.mark.parametrize("stays", [0, 1])
def test_of_two_open_claims_on_one_person_the_first_stays_and_both_come_back(stays, store, referrer, owner):
    other = old_customer(store, "周姐")
    leads = [make_customer(store, name="李四", phones=[number]) for number in ("13912345678", "13800000001")]
    first = make_referral(referrer, phone="13912345678", recorded_at=LAST_WEEK)
    late = make_referral(other, phone="13800000001", referee=leads[1], state="visited")
    before = settled()
    merged = merge(leads[stays], leads[1 - stays], by=owner, choices={}, now=NOW)
    first.refresh_from_db()
    late.refresh_from_db()
    assert first.is_open and not first.lost_reason
    assert late.state == "lost" and late.lost_reason
    undo_merge(merged, by=owner, now=NOW)
    assert database(without=ACT) == before


def test_who_was_won_by_one_claim_is_open_to_no_other(store, referrer, owner):
    other = old_customer(store, "周姐")
    won, lead = (make_customer(store, phones=[number]) for number in ("13912345678", "13800000001"))
    claim = make_referral(referrer, phone="13912345678", recorded_at=LAST_WEEK)
    order = signed(claim, won)
    late = make_referral(other, phone="13800000001", recorded_at=NOW)
    merge(won, lead, by=owner, choices={}, now=NOW)
    claim.refresh_from_db()
    late.refresh_from_db()
    assert (claim.state, claim.order, late.state) == ("signed", order, "lost")


def test_claims_on_others_go_on(store, referrer, owner):
    twin, friend = make_customer(store, name="刘姐"), make_customer(store, name="李四")
    claims = [make_referral(referrer), make_referral(referrer, referee=friend), make_referral(friend, referee=twin)]
    merge(referrer, twin, by=owner, choices={}, now=NOW)
    assert [claim.state for claim in Referral.objects.filter(pk__in=[c.pk for c in claims])] == ["submitted"] * 3


def test_a_number_claimed_anew_since_is_a_reason_not_to_undo(store, referrer, owner):
    other = old_customer(store, "周姐")
    leads = [make_customer(store, name="李四", phones=[number]) for number in ("13912345678", "13800000001")]
    make_referral(referrer, phone="13912345678", recorded_at=LAST_WEEK)
    make_referral(other, phone="13800000001")
    merged = merge(*leads, by=owner, choices={}, now=NOW)
    record_referral(other, by=owner, name="李四", phone="13800000001", relation="friend", now=NOW)
    before = database()
    with pytest.raises(Refused):
        undo_merge(merged, by=owner, now=NOW)
    assert database() == before
