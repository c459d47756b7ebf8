"""An order of the person who was named signs the referral (RF-4)."""

from datetime import timedelta

import pytest

from customers.actions.orders import return_order
from customers.activity import record
from customers.facts import ORDER_CANCELLED, ORDER_SIGNED
from customers.models import Activity
from referrals.facts import REFERRAL_REOPENED, REFERRAL_SIGNED
from tests.factories import NOW, TODAY, make_customer, make_referral, make_signed_order

LAST_WEEK = NOW - timedelta(days=7)


@pytest.fixture
def referrer(store):
    return make_customer(store, name="刘姐", customer_since=TODAY - timedelta(days=400))


@pytest.fixture
def friend(store):
    return make_customer(store, name="李四", phones=["13912345678", "13700000001"])


@pytest.fixture
def referral(referrer):
    return make_referral(referrer, phone="13912345678", recorded_at=LAST_WEEK)


def sign(customer, on=TODAY, **fields):
    order = make_signed_order(customer, signed_on=on, **fields)
    record(ORDER_SIGNED, customer=customer, at=NOW, subject=order)
    return order


def cancel(order):
    order.cancelled_on = TODAY
    order.save()
    record(ORDER_CANCELLED, customer=order.customer, at=NOW, subject=order)


def test_the_order_of_the_named_phone_signs_the_referral_on_the_referrer_s_timeline(referral, friend, referrer):
    order = sign(friend)
    referral.refresh_from_db()
    assert (referral.state, referral.order, referral.signed_on, referral.referee) == ("signed", order, TODAY, friend)
    friend.refresh_from_db()
    assert friend.introduced_by == referrer
    fact = Activity.objects.get(kind=REFERRAL_SIGNED)
    assert (fact.customer, fact.subject_id, fact.data["order"]) == (referrer, referral.pk, order.pk)


def test_the_archive_opened_for_the_friend_is_enough_whatever_the_number(referral, store):
    other_number = make_customer(store)
    referral.referee = other_number
    referral.save()
    order = sign(other_number)
    referral.refresh_from_db()
    assert referral.order == order


def test_a_purchase_in_another_store_signs_it_too(referral, other_store):
    order = sign(make_customer(other_store, phones=["13912345678"]))
    referral.refresh_from_db()
    assert referral.order == order


def test_nobody_else_s_order_signs_it(referral, store):
    sign(make_customer(store, name="李四"))
    referral.refresh_from_db()
    assert referral.state == "submitted"


def test_told_twice_it_is_signed_once(referral, friend):
    order = sign(friend)
    record(ORDER_SIGNED, customer=friend, at=NOW, subject=order)
    assert Activity.objects.filter(kind=REFERRAL_SIGNED).count() == 1


def test_a_second_order_is_a_repurchase_and_takes_no_claim(referral, friend, store):
    first = sign(friend, on=TODAY - timedelta(days=3))
    later = make_referral(make_customer(store), phone="13700000001", recorded_at=LAST_WEEK)
    sign(friend)
    referral.refresh_from_db(), later.refresh_from_db()
    assert referral.order == first and later.is_open


def test_a_name_written_down_after_the_signing_brought_nobody(referrer, friend):
    late = make_referral(referrer, phone="13912345678", recorded_at=NOW)
    sign(friend, on=TODAY - timedelta(days=1))
    late.refresh_from_db()
    assert late.is_open and late.order is None


def test_of_two_claims_on_two_numbers_the_first_counts(referral, friend, store):
    earlier = make_referral(make_customer(store), phone="13700000001", recorded_at=LAST_WEEK - timedelta(days=1))
    order = sign(friend)
    referral.refresh_from_db(), earlier.refresh_from_db()
    assert earlier.order == order and referral.is_open


def test_a_lost_claim_is_not_signed(referral, friend):
    referral.state = "lost"
    referral.save()
    sign(friend)
    referral.refresh_from_db()
    assert referral.state == "lost"


def test_a_cancelled_order_opens_the_referral_again(referral, friend):
    cancel(sign(friend))
    referral.refresh_from_db()
    assert (referral.state, referral.order, referral.signed_on) == ("quoted", None, None)
    assert Activity.objects.filter(kind=REFERRAL_REOPENED).count() == 1
    order = sign(friend)
    referral.refresh_from_db()
    assert referral.order == order


def test_a_returned_order_opens_the_referral_again(referral, friend):
    order = sign(friend, delivered_on=TODAY)
    return_order(order, by=None, reason="色差", on=TODAY, today=TODAY)
    referral.refresh_from_db()
    assert (referral.state, referral.order) == ("quoted", None)


def test_when_the_first_order_is_cancelled_the_claim_moves_to_the_next(referral, friend):
    first, second = sign(friend, on=TODAY - timedelta(days=3)), sign(friend)
    cancel(first)
    referral.refresh_from_db()
    assert (referral.state, referral.order, referral.signed_on) == ("signed", second, TODAY)


def test_a_claim_that_somebody_else_holds_by_now_is_not_opened_again(referral, friend, store):
    order = sign(friend)
    newer = make_referral(make_customer(store), phone="13912345678")
    cancel(order)
    referral.refresh_from_db(), newer.refresh_from_db()
    assert referral.state == "lost" and newer.is_open
