"""The schedule follows the archive at once, through the facts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Contact
from campaigns.planning import plan_store
from customers import facts
from customers.actions.household import add_member, change_member, remove_member
from customers.activity import record
from customers.models import HouseholdMember
from dealercrm.lib.birthdays import Birthday
from tests.factories import make_contact, make_customer, make_rule, make_signed_order, make_staff


@pytest.fixture
def today():
    return timezone.localdate()  # a reaction acts on the day it happens


def born(day):
    return Birthday("solar", None, day.month, day.day)


def test_a_birthday_entered_today_is_planned_today(store, assistant, customer, today):
    make_rule(store)
    plan_store(store, today=today)
    customer.customer_since = today
    customer.birthday = born(today + timedelta(days=9))
    customer.save()
    changed = record(facts.CUSTOMER_CHANGED, customer=customer, by=assistant, data={"changed": {"birthday": ["", "x"]}})
    assert changed.answered_at and not changed.error
    assert Contact.objects.get().on >= today + timedelta(days=8)


def test_a_new_note_does_not_touch_the_schedule(store, assistant, customer, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        record(facts.CUSTOMER_CHANGED, customer=customer, by=assistant, data={"changed": {"notes": ["", "x"]}})


def test_an_installation_starts_the_care_calls_and_a_cancelled_order_stops_them(store, assistant, customer, today):
    make_rule(store, trigger="after_install", after_days=7)
    plan_store(store, today=today)
    order = make_signed_order(customer, signed_on=today, installed_on=today)
    record(facts.ORDER_INSTALLED, customer=customer, by=assistant, subject=order)
    assert Contact.objects.get().on == today + timedelta(days=7)
    order.cancelled_on = today
    order.save()
    record(facts.ORDER_CANCELLED, customer=customer, by=assistant, subject=order)
    assert not Contact.objects.exists()


def test_what_is_planned_follows_the_keeper(store, assistant, manager, customer):
    make_contact(customer)
    customer.keeper = colleague = make_staff(store)
    customer.save()
    record(facts.KEEPER_GIVEN, customer=customer, by=manager)
    assert Contact.objects.get().assignee == colleague


def test_shared_orphans_take_their_touchpoints_along(store, assistant, manager):
    orphan = make_customer(store)
    make_contact(orphan)
    orphan.keeper = assistant
    orphan.save()
    record(facts.ORPHANS_SHARED, store=store, by=manager)
    assert Contact.objects.get().assignee == assistant


def test_a_customer_who_moves_to_another_store_leaves_its_schedule_for_the_new_one(
    store, other_store, assistant, today
):
    make_rule(store)
    here = make_rule(other_store)
    customer = make_customer(store, customer_since=today, birthday=born(today + timedelta(days=20)))
    for each in (store, other_store):
        plan_store(each, today=today)
    customer.store = other_store
    customer.save()
    record(facts.CUSTOMER_MOVED, customer=customer, by=assistant)
    assert [c.leading.rule for c in Contact.objects.all()] == [here]


def test_an_import_is_planned_when_it_is_finished(store, manager, today):
    make_rule(store)
    make_customer(store, customer_since=today, birthday=born(today + timedelta(days=20)))
    record(facts.ARCHIVES_ADDED, store=store, by=manager)
    assert Contact.objects.count() == 1


def test_a_members_birthday_is_planned_moved_and_withdrawn_with_the_member(store, assistant, customer, today):
    customer.customer_since = today
    customer.save()
    make_rule(store, trigger="household_birthday", day_code="parent")
    plan_store(store, today=today)
    days = [today + timedelta(days=n) for n in (5, 9)]
    first, second = (Birthday("solar", 1950, day.month, day.day) for day in days)
    mother = add_member(HouseholdMember(customer=customer, relation="parent", birthday=first), by=assistant)
    assert Contact.objects.get().on == days[0]
    change_member(mother, by=assistant, birthday=second)
    assert Contact.objects.get().on == days[1]
    change_member(mother, by=assistant, relation="spouse")
    assert not Contact.objects.exists()
    change_member(mother, by=assistant, relation="parent")
    assert Contact.objects.get().leading.member_id == mother.pk
    remove_member(mother, by=assistant)
    assert not Contact.objects.exists()
