"""Planning as the clock and the command run it: after an outage, for many, side by side."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from campaigns.models import Contact, StorePlan
from campaigns.planning import Changes, plan_all, plan_store, replan_customers
from campaigns.schedule import Span
from dealercrm.lib.birthdays import Birthday
from tests.campaigns.plans import FOR_90_DAYS, by_the_book, planned
from tests.factories import (
    TODAY,
    make_contact,
    make_customer,
    make_rule,
    make_signed_order,
    make_store,
)


def test_planning_goes_on_where_it_was_left_after_an_outage(store, customer):
    make_rule(store, trigger="after_install", after_days=7, grace_days=2)
    plan_store(store, today=TODAY, days=1)
    make_signed_order(customer, signed_on=TODAY - timedelta(days=5), installed_on=TODAY - timedelta(days=5))
    late = TODAY + timedelta(days=10)

    # Due on the second day of the outage, and too late now.
    assert plan_store(store, today=late) == Changes(added=1, expired=1)
    assert Contact.objects.get().state == "expired"
    assert plan_store(store, today=late) == Changes()


def test_the_plan_never_gets_shorter(store):
    plan_store(store, today=TODAY, days=200)
    plan_store(store, today=TODAY + timedelta(days=1), days=90)
    plan = StorePlan.objects.get()
    assert (plan.planned_on, plan.through) == (TODAY + timedelta(days=1), TODAY + timedelta(days=200))


def test_only_what_is_too_late_expires(store, customer):
    late = make_contact(customer, on=TODAY - timedelta(days=3), expires_on=TODAY - timedelta(days=1))
    make_contact(customer, on=TODAY - timedelta(days=3), expires_on=TODAY)
    make_contact(customer, on=TODAY - timedelta(days=9), expires_on=TODAY - timedelta(days=5), state="done")
    assert plan_store(store, today=TODAY).expired == 1
    late.refresh_from_db()
    assert late.state == "expired" and late.closed_at


def test_planning_takes_the_same_few_statements_for_any_number_of_customers(store, django_assert_max_num_queries):
    make_rule(store)
    make_rule(store, trigger="festival", day_code="new_year")
    for n in range(1, 9):
        make_customer(store, customer_since=TODAY, birthday=Birthday("solar", None, 12, n))
    StorePlan.objects.create(store=store, planned_on=TODAY, through=TODAY)
    # Savepoint, release, the plan's turn and end, keepers, days, rules, wishes, complaints; where it was, plan, expiry,
    # crowded households, contacts completed and cleared, carers, lists; and three for all who are crowded.
    with django_assert_max_num_queries(20):
        assert plan_store(store, today=TODAY).added == 16


def test_each_store_is_planned_by_its_own_rules(store, other_store):
    make_rule(store, trigger="festival", day_code="new_year")
    here, there = make_customer(store, customer_since=TODAY), make_customer(other_store, customer_since=TODAY)
    assert plan_all(TODAY) == {store: Changes(added=1), other_store: Changes()}
    assert here.contacts.count() == 1 and there.contacts.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_make_nothing_twice_and_miss_nothing():
    store = make_store()
    make_rule(store)
    make_rule(store, trigger="festival", day_code="new_year")
    customers = [
        make_customer(store, customer_since=TODAY, birthday=Birthday("solar", None, 12, day)) for day in range(1, 21)
    ]
    plan_store(store, today=TODAY, days=1)
    together, changes = threading.Barrier(3), []

    def plan(work):
        try:
            together.wait(10)
            changes.append(work())
        finally:
            connection.close()

    works = [lambda: plan_store(store, today=TODAY)] * 2
    works.append(lambda: replan_customers(store.pk, [customer.pk for customer in customers[:7]], today=TODAY))
    threads = [threading.Thread(target=plan, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(changes) == 3 and sum(change.added for change in changes) == 40
    assert planned() == by_the_book(store, Span(TODAY, TODAY, FOR_90_DAYS))


def test_the_command_says_what_it_did_for_each_store(store, capsys):
    make_rule(store, trigger="festival", day_code="new_year")
    make_customer(store, customer_since=TODAY)
    call_command("plan_touchpoints", date="2026-11-22", days="90")
    assert capsys.readouterr().out == "east: 1 added, 0 moved, 0 withdrawn, 0 expired\n"


@pytest.mark.parametrize(
    "date, days", [("2021.13.45", "90"), ("3000-01-01", "90"), ("2026-11-22", "many"), ("2026-11-22", "0")]
)
def test_the_command_answers_a_bad_day_with_a_sentence(store, date, days):
    with pytest.raises(CommandError):
        call_command("plan_touchpoints", date=date, days=days)
