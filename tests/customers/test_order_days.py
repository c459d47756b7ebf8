"""A day of an order that was noted wrongly is put right, and what rests on it follows (AR-6)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import Contact
from campaigns.planning import plan_store
from customers import facts
from customers.actions.design import hold_review
from customers.actions.order_days import mend_days
from customers.actions.orders import install_order, sign_order, write_order
from customers.models import Activity, DesignReview, HomeItem, Order, OrderLine
from dealercrm.lib.errors import Refused
from insights.models import PeriodFigures
from tests.factories import NOW, TODAY, make_customer, make_order, make_referral, make_rule, make_signed_order

LAST_WEEK, YESTERDAY = TODAY - timedelta(days=7), TODAY - timedelta(days=1)
LAST_YEAR = TODAY - timedelta(days=365)


@pytest.fixture
def installed(customer, assistant):
    order = make_signed_order(customer, signed_on=LAST_WEEK)
    install_order(order, by=assistant, on=YESTERDAY, today=TODAY)
    return order


@pytest.fixture
def called_on(store):
    """A care call; a function of the day of installation gives the day it is due. The plan goes by the real day."""
    today = timezone.localdate()
    after_days = (today - LAST_WEEK).days + 10
    make_rule(store, trigger="after_install", after_days=after_days)
    plan_store(store, today=today)
    return lambda day: day + timedelta(days=after_days)


def test_an_installation_on_another_day_moves_the_goods_and_the_care_call(assistant, installed, called_on):
    for day in (LAST_WEEK, YESTERDAY):
        mend_days(installed, by=assistant, installed_on=day, today=TODAY)
        assert HomeItem.objects.get().bought_on == day
        assert Contact.objects.get().leading.occasion_on == called_on(day)


def test_an_installation_that_was_none_is_taken_back_with_its_goods_and_its_care_call(assistant, installed, called_on):
    mend_days(installed, by=assistant, installed_on=LAST_WEEK, today=TODAY)
    assert Contact.objects.get().leading.occasion_on == called_on(LAST_WEEK)
    assert mend_days(installed, by=assistant, installed_on=None, today=TODAY) == {"installed_on"}
    assert not HomeItem.objects.exists() and not Contact.objects.exists()
    install_order(installed, by=assistant, on=TODAY, today=TODAY)
    assert HomeItem.objects.get().bought_on == TODAY


def test_a_day_somebody_noted_of_a_thing_itself_stays(assistant, installed):
    HomeItem.objects.update(bought_on=LAST_YEAR)
    mend_days(installed, by=assistant, installed_on=LAST_WEEK, today=TODAY)
    assert HomeItem.objects.get().bought_on == LAST_YEAR


def test_another_day_of_signing_moves_since_when_and_both_months_are_counted_anew(customer, assistant):
    order = make_signed_order(customer, signed_on=LAST_WEEK)
    PeriodFigures.objects.all().delete()
    mend_days(order, by=assistant, signed_on=LAST_YEAR, today=TODAY)
    customer.refresh_from_db()
    assert (customer.customer_since, customer.tier.last_signed_on) == (LAST_YEAR, LAST_YEAR)
    stale = set(PeriodFigures.objects.filter(is_stale=True, months=1).values_list("month", flat=True))
    assert stale == {LAST_YEAR.replace(day=1), LAST_WEEK.replace(day=1)}
    assert Activity.objects.latest("pk").data == {"days": {"signed_on": [str(LAST_WEEK), str(LAST_YEAR)]}}


def test_a_referral_follows_the_day_and_opens_again_where_the_name_came_after_it(store, assistant):
    claim = make_referral(make_customer(store), phone="13912345678", recorded_at=NOW - timedelta(days=7))
    friend = make_customer(store, phones=["13912345678"])
    order = make_order(friend)
    sign_order(order, by=assistant, on=TODAY, today=TODAY)
    mend_days(order, by=assistant, signed_on=YESTERDAY, today=TODAY)
    claim.refresh_from_db()
    assert (claim.state, claim.signed_on) == ("signed", YESTERDAY)
    assert Activity.objects.filter(kind="referrals.referral_signed").count() == 1
    mend_days(order, by=assistant, signed_on=LAST_YEAR, today=TODAY)
    claim.refresh_from_db()
    assert (claim.state, claim.order) == ("quoted", None)


@pytest.mark.parametrize(
    "days",
    [
        {"signed_on": TODAY},  # after the installation
        {"signed_on": None},
        {"delivered_on": TODAY},
        {"delivered_on": LAST_YEAR},
        {"installed_on": TODAY + timedelta(days=1)},
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_moves(assistant, installed, days):
    with pytest.raises(Refused):
        mend_days(installed, by=assistant, today=TODAY, **days)
    order = Order.objects.get()
    assert (order.signed_on, order.delivered_on, order.installed_on) == (LAST_WEEK, None, YESTERDAY)
    assert not Activity.objects.filter(kind=facts.ORDER_CHANGED).exists()


def test_signing_and_installing_are_verbs_of_their_own_and_a_cancelled_order_stays(customer, assistant):
    for order, days in (
        (make_order(customer), {"signed_on": TODAY}),
        (make_signed_order(customer), {"installed_on": TODAY}),
        (make_signed_order(customer, cancelled_on=TODAY), {"signed_on": YESTERDAY}),
    ):
        with pytest.raises(Refused):
            mend_days(order, by=assistant, today=TODAY, **days)


def test_nothing_is_signed_before_its_last_design_review(customer, assistant):
    order = make_order(customer)
    hold_review(DesignReview(order=order, held_on=YESTERDAY), by=assistant, today=TODAY)
    with pytest.raises(Refused):
        sign_order(order, by=assistant, on=LAST_WEEK, today=TODAY)
    sign_order(order, by=assistant, on=TODAY, today=TODAY)
    with pytest.raises(Refused):
        mend_days(order, by=assistant, signed_on=LAST_WEEK, today=TODAY)


@pytest.mark.django_db(transaction=True)
def test_who_saves_an_order_does_not_take_back_the_step_a_colleague_took_meanwhile(customer, assistant):
    order = make_order(customer)
    filled_in = Order.objects.get(pk=order.pk)

    def sign():
        sign_order(order, by=assistant, on=TODAY, today=TODAY)
        connection.close()

    colleague = threading.Thread(target=sign)
    colleague.start()
    colleague.join()
    write_order(filled_in, lines=[OrderLine(product="沙发")], by=assistant, today=TODAY)
    assert Order.objects.get().signed_on == TODAY
