"""The plan: sets by SQL, equal to the pure rule for every customer, made once however often it runs."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.assignees import reassign
from campaigns.models import Contact, Touchpoint, TouchpointRule
from campaigns.planning import Changes, plan_store, replan_customers
from campaigns.schedule import Span
from customers.models import Category, CustomerTier, OrderLine
from dealercrm.lib.birthdays import Birthday
from stores.models import Role
from tests.campaigns.plans import FOR_90_DAYS, by_the_book, planned
from tests.factories import (
    TODAY,
    close,
    make_contact,
    make_customer,
    make_member,
    make_rule,
    make_signed_order,
    make_staff,
    make_store,
)

BIRTHDAYS = st.one_of(
    st.none(),
    st.sampled_from(
        [Birthday("solar", None, 2, 29), Birthday("lunar", 1970, 12, 30), Birthday("lunar", 1979, 6, 2, leap=True)]
    ),
    st.builds(
        lambda day: Birthday("solar", day.year, day.month, day.day), st.dates(date(1940, 1, 1), date(2005, 1, 1))
    ),
    st.builds(lambda month, day: Birthday("lunar", None, month, day), st.integers(1, 12), st.integers(1, 30)),
    st.just(Birthday("age", age=40, as_of=date(2020, 1, 1))),
)
PEOPLE = st.fixed_dictionaries({
    "birthday": BIRTHDAYS,
    "occupation_code": st.sampled_from(["", "teacher", "lawyer", "police"]),
    "letter": st.sampled_from(["", "A", "B", "D"]),
    "installed": st.lists(st.integers(-40, 300), max_size=3),  # days ago
    "family": st.lists(st.tuples(st.sampled_from(["parent", "child"]), BIRTHDAYS), max_size=2),
    "old": st.booleans(),
    "kept": st.booleans(),
})  # fmt: skip
RULES = st.lists(
    st.fixed_dictionaries({
        "which": st.sampled_from([
            {"trigger": "birthday"},
            {"trigger": "household_birthday"},
            {"trigger": "household_birthday", "day_code": "parent"},
            {"trigger": "festival", "day_code": "new_year"},
            {"trigger": "festival", "day_code": "spring_festival"},
            {"trigger": "profession", "day_code": "constitution_day"},
            {"trigger": "profession", "day_code": "police_day"},
            {"trigger": "after_install", "after_days": 7},
            {"trigger": "after_install", "after_days": 180, "category_id": "tile_antique"},
        ]),
        "lead_days": st.integers(0, 5),
        "grace_days": st.integers(0, 10),
        "tiers": st.sampled_from(["", "A", "AB", "D"]),
        "doer": st.sampled_from(["keeper", "care"]),
        "is_active": st.sampled_from([True, True, True, False]),
    }),
    min_size=1,
    max_size=4,
)  # fmt: skip


@pytest.fixture
def tiles(db):
    return Category.objects.create(code="tile_antique", name_zh="仿古砖", name_en="Antique tiles")


def marry(customer, family):
    for n, (relation, birthday) in enumerate(family):
        make_member(customer, name=f"王{n}", relation=relation, birthday=birthday)


def settle(store, people, rules, keeper):
    """Write the drawn people and rules down."""
    for rule in rules:
        make_rule(store, **rule.pop("which"), **rule)
    for person in people:
        customer = make_customer(store, keeper=keeper if person["kept"] else None, birthday=person["birthday"],
                                 occupation_code=person["occupation_code"])  # fmt: skip
        marry(customer, person["family"])
        for n, ago in enumerate(person["installed"]):
            day = TODAY - timedelta(days=ago)
            order = make_signed_order(customer, signed_on=min(day, TODAY), installed_on=max(day, min(day, TODAY)))
            if n:
                order.lines.update(category="tile_antique")
        customer.customer_since = TODAY - timedelta(days=400) if person["old"] else None
        customer.save()
        if person["letter"]:
            CustomerTier.objects.create(customer=customer, store=store, letter=person["letter"], level=1, spent=1,
                                        orders=1, last_signed_on=TODAY)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(PEOPLE, max_size=5), rules=RULES, changed=st.lists(PEOPLE, min_size=1, max_size=3))
def test_the_plan_is_the_pure_rule_for_every_customer(db, people, rules, changed):
    store = make_store()
    keeper = make_staff(store)
    Category.objects.get_or_create(code="tile_antique", defaults={"name_zh": "仿古砖", "name_en": "Antique tiles"})
    settle(store, people, rules, keeper)
    mine = Touchpoint.objects.filter(store=store)
    span = Span(TODAY, TODAY, FOR_90_DAYS)

    added = plan_store(store, today=TODAY).added
    assert planned() == by_the_book(store, span)
    assert added == mine.count()
    # Run twice, it makes nothing twice.
    assert plan_store(store, today=TODAY) == Changes()

    # Facts change; all at once, or customer by customer: the plan follows.
    for customer, person in zip(store.customers.all(), changed, strict=False):
        customer.birthday, customer.occupation_code = person["birthday"], person["occupation_code"]
        customer.keeper = keeper if person["kept"] else None
        customer.save()
        customer.members.all().delete()
        marry(customer, person["family"])
        replan_customers(store.pk, [customer.pk], today=TODAY)
    assert planned() == by_the_book(store, span)
    assert plan_store(store, today=TODAY) == Changes()
    Contact.objects.all().delete()
    Touchpoint.objects.all().delete()
    TouchpointRule.objects.all().delete()


def test_a_changed_birthday_moves_its_touchpoint(store, customer):
    make_rule(store)
    customer.customer_since = TODAY
    customer.birthday = Birthday("solar", None, 12, 1)
    customer.save()
    plan_store(store, today=TODAY)
    first = Touchpoint.objects.get()
    customer.birthday = Birthday("solar", None, 12, 24)
    customer.save()

    assert replan_customers(store.pk, [customer.pk], today=TODAY) == Changes(moved=1)
    moved = Touchpoint.objects.get()
    assert (moved.pk, moved.wanted_on, moved.contact.on) == (first.pk, date(2026, 12, 24), date(2026, 12, 24))
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("state", ["done", "skipped", "expired"])
def test_a_finished_touchpoint_never_moves_and_never_comes_twice(store, customer, state):
    make_rule(store)
    customer.customer_since = TODAY
    customer.birthday = Birthday("solar", None, 12, 1)
    customer.save()
    plan_store(store, today=TODAY)
    close(Contact.objects.all(), state)
    before = Contact.objects.values().get()
    customer.birthday = Birthday("solar", None, 12, 24)
    customer.save()

    assert plan_store(store, today=TODAY) == Changes()
    assert Contact.objects.values().get() == before


def test_what_a_person_moved_stays_where_they_put_it_even_when_its_reason_goes(store, customer):
    rule = make_rule(store)
    touchpoint = make_contact(customer, rule=rule, on=TODAY + timedelta(days=5), is_fixed=True)
    assert plan_store(store, today=TODAY) == Changes()
    touchpoint.refresh_from_db()
    assert touchpoint.on == TODAY + timedelta(days=5)


def test_a_rule_put_out_of_use_withdraws_what_it_planned(store, customer):
    rule = make_rule(store, trigger="festival", day_code="new_year")
    customer.customer_since = TODAY
    customer.save()
    assert plan_store(store, today=TODAY) == Changes(added=1)
    rule.is_active = False
    rule.save()
    assert plan_store(store, today=TODAY) == Changes(withdrawn=1)


def test_a_lead_gets_nothing_and_a_cancelled_only_order_withdraws(store, customer):
    make_rule(store, trigger="festival", day_code="new_year")
    make_rule(store, trigger="after_install", after_days=7)
    assert plan_store(store, today=TODAY) == Changes()
    order = make_signed_order(customer, signed_on=TODAY, installed_on=TODAY)
    assert replan_customers(store.pk, [customer.pk], today=TODAY) == Changes(added=2)
    order.cancelled_on = TODAY
    order.save()
    assert replan_customers(store.pk, [customer.pk], today=TODAY) == Changes(withdrawn=1)


def test_one_order_of_antique_tiles_is_one_touchpoint_however_many_lines_it_has(store, customer, tiles):
    make_rule(store, trigger="after_install", after_days=180, category=tiles)
    order = make_signed_order(customer, signed_on=TODAY, installed_on=TODAY)
    OrderLine.objects.filter(order=order).update(category=tiles)
    OrderLine.objects.create(order=order, position=9, product="仿古砖300", category=tiles)
    assert plan_store(store, today=TODAY, days=181) == Changes(added=1)


def test_orphans_and_those_whose_keeper_left_are_planned_for_nobody(store, assistant):
    make_rule(store, trigger="festival", day_code="new_year")
    assistant.is_active = False
    assistant.save()
    make_customer(store, keeper=assistant, customer_since=TODAY)
    make_customer(store, customer_since=TODAY)
    plan_store(store, today=TODAY)
    assert list(Contact.objects.values_list("assignee", flat=True)) == [None, None]


def test_a_new_keeper_takes_over_what_is_planned_moved_and_promised_but_not_what_was_done(store, assistant, customer):
    rule = make_rule(store, trigger="festival", day_code="new_year")
    customer.customer_since = TODAY
    customer.save()
    done = make_contact(customer, rule=rule, state="done")
    make_contact(customer, rule=rule, is_fixed=True)
    plan_store(store, today=TODAY)
    customer.keeper = colleague = make_staff(store)
    customer.save()
    assert reassign(customer) == 2
    assert set(Contact.objects.planned().values_list("assignee", flat=True)) == {colleague.pk}
    done.refresh_from_db()
    assert done.assignee == assistant


def test_care_calls_are_nobodys_in_particular(store, care, customer):
    make_rule(store, trigger="after_install", after_days=7, doer="care")
    make_signed_order(customer, signed_on=TODAY, installed_on=TODAY)
    plan_store(store, today=TODAY)
    assert Contact.objects.get().assignee is None
    assert care.role == Role.CARE
    assert list(Contact.objects.todo_of(care)) == list(Contact.objects.all())
