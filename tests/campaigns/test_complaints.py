"""An open complaint silences greetings and offers to the whole household, until a person says that it is settled."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.complaints import settle_complaint
from campaigns.actions.contacts import postpone
from campaigns.actions.revisits import log_revisit
from campaigns.actions.undo import undo_revisit
from campaigns.planning import plan_store
from customers.actions.households import answer_household
from customers.models import Activity
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.errors import Refused
from tests.factories import make_customer, make_rule, make_signed_order


@pytest.fixture
def today():
    return timezone.localdate()  # a reaction acts on the day it happens


@pytest.fixture
def family(store, assistant, today):
    """With a birthday in nine days and a care call in twenty."""
    born = today + timedelta(days=9)
    customer = make_customer(store, keeper=assistant, birthday=Birthday("solar", None, born.month, born.day))
    make_signed_order(customer, signed_on=today - timedelta(days=20), installed_on=today - timedelta(days=10))
    make_rule(store)
    make_rule(store, trigger="after_install", after_days=30, nature="service")
    plan_store(store, today=today)
    return customer


def heard(customer, by, mood="complaint"):
    return log_revisit(customer, by=by, now=timezone.now(), way="call", outcome="reached", mood=mood, note="柜门掉漆")


def states(customer):
    rows = customer.touchpoints.order_by("rule__trigger").values_list("rule__trigger", "state", "why")
    return {trigger: (state, why) for trigger, state, why in rows}


PLANNED, SILENCED = ("planned", ""), ("silenced", "complaint")


def test_greetings_fall_silent_at_once_service_goes_on_and_all_resumes_when_it_is_settled(family, assistant):
    complaint = heard(family, assistant)
    assert states(family) == {"after_install": PLANNED, "birthday": SILENCED}
    assert family.contacts.planned().get().leading.rule.trigger == "after_install"
    settle_complaint(complaint, by=assistant, now=timezone.now())
    assert states(family) == {"after_install": PLANNED, "birthday": PLANNED}
    assert Activity.objects.filter(kind="campaigns.complaint_settled").count() == 1
    with pytest.raises(Refused):
        settle_complaint(complaint, by=assistant, now=timezone.now())


def test_what_a_person_had_moved_falls_silent_too_and_comes_back_to_its_day(family, assistant, today):
    wish = family.contacts.get(leading__rule__trigger="birthday")
    postpone(wish, by=assistant, to=today + timedelta(days=8), now=timezone.now())
    complaint = heard(family, assistant)
    wish.refresh_from_db()
    assert (wish.state, states(family)["birthday"]) == ("withdrawn", SILENCED)
    settle_complaint(complaint, by=assistant, now=timezone.now())
    wish.refresh_from_db()
    assert (wish.state, wish.on, states(family)["birthday"]) == ("planned", today + timedelta(days=8), PLANNED)


def test_a_complaint_of_one_silences_the_whole_household(store, family, assistant):
    other = make_customer(store, name="李萍", keeper=assistant)
    answer_household(family, other, is_one=True, by=assistant)
    heard(other, assistant)
    assert states(family)["birthday"] == SILENCED


def test_one_logged_by_mistake_leaves_nothing_behind(family, assistant):
    undo_revisit(heard(family, assistant).pk, by=assistant, now=timezone.now())
    assert states(family)["birthday"] == PLANNED


def test_praise_is_no_complaint(family, assistant):
    with pytest.raises(Refused):
        settle_complaint(heard(family, assistant, "delighted"), by=assistant, now=timezone.now())


def test_the_customers_page_and_the_board_offer_to_settle_it(family, assistant, manager, client_of):
    complaint = heard(family, assistant)
    settle = reverse("campaigns:revisit-settle", args=[complaint.pk])
    assert settle in client_of(manager).get(reverse("campaigns:board")).text
    summary = reverse("campaigns:customer-summary", args=[family.pk])
    assert settle in client_of(assistant).get(summary).text
    why = client_of(assistant).get(reverse("campaigns:customer-contacts", args=[family.pk])).text
    assert "有投诉还没了结" in why
    assert "投诉了结" in client_of(assistant).post(settle, follow=True).text
    assert settle not in client_of(assistant).get(summary).text
