"""One feast of one person is kept once a year, whatever is corrected meanwhile."""

from datetime import date

import pytest

from campaigns.actions.revisits import log_revisit
from campaigns.models import Touchpoint
from campaigns.planning import plan_store, replan_customers
from customers.actions.erase import erase
from customers.actions.household import add_member, change_member, remove_member
from customers.actions.merge import merge, undo_merge
from customers.models import HouseholdMember
from dealercrm.lib.birthdays import Birthday
from tests.factories import NOW, make_customer, make_member, make_rule
from tests.workbooks.cases import CASES

TODAY = date(2026, 11, 28)
SAME_DAY = Birthday("lunar", None, 10, 20), Birthday("solar", None, 11, 28)


@pytest.fixture
def family(store, assistant):
    """An old customer whose birthday and whose mother's birthday are called about."""
    make_rule(store, lead_days=0, grace_days=1)
    make_rule(store, trigger="household_birthday", day_code="", grace_days=1)
    return make_customer(store, keeper=assistant, customer_since=date(2024, 1, 1))


def plan(customer, today=TODAY):
    replan_customers(customer.store_id, [customer.pk], today=today)


def open_days(customer):
    return list(customer.contacts.planned().order_by("on").values_list("on", flat=True))


def call(customer, by):
    """Log the one open call as reached."""
    touchpoint = customer.contacts.planned().get()
    log_revisit(customer, by=by, now=NOW, way="call", outcome="reached", contact=touchpoint)


def test_the_cases_of_the_field_are_the_ones_tried_here():
    for case in ("P4", "P5b", "W4b"):
        assert len(list(CASES.glob(f"{case}_*.txt"))) == 1


def test_a_birthday_moved_closer_is_still_planned(store, family):
    plan_store(store, today=TODAY)
    for day in (date(2026, 12, 20), date(2026, 11, 29), date(2026, 11, 28), date(2026, 11, 27)):
        family.birthday = Birthday("solar", None, day.month, day.day)
        family.save()
        plan(family)
        assert open_days(family) == [day]


@pytest.mark.parametrize(
    ("called_about", "corrected"),
    [
        SAME_DAY,
        SAME_DAY[::-1],
        (Birthday("solar", None, 11, 28), Birthday("lunar", None, 11, 28)),  # the numbers were right, the calendar not
        (Birthday("lunar", None, 10, 20), Birthday("solar", None, 12, 24)),
    ],
)
@pytest.mark.parametrize("of_mother", [False, True])
def test_a_calendar_that_is_corrected_brings_no_second_call(
    store, family, assistant, called_about, corrected, of_mother
):
    who = make_member(family) if of_mother else family
    type(who).objects.filter(pk=who.pk).update(birthday=called_about)
    plan_store(store, today=TODAY, days=2)
    call(family, assistant)
    type(who).objects.filter(pk=who.pk).update(birthday=corrected)
    plan_store(store, today=TODAY, days=90)
    assert open_days(family) == []
    plan_store(store, today=TODAY, days=500)
    assert [day.year for day in open_days(family)] in ([2027], [2027, 2028], [2028])  # the next year's is as ever


def test_a_birthday_of_the_lunar_twelfth_month_is_kept_every_year(store, family, assistant):
    """In solar February: its lunar year is called as the solar one before."""
    family.birthday = Birthday("solar", None, 2, 7)
    family.save()
    plan_store(store, today=date(2026, 2, 1), days=30)
    call(family, assistant)
    family.birthday = Birthday("lunar", None, 12, 20)  # 7 February 2026, 27 January 2027
    family.save()
    plan_store(store, today=date(2026, 2, 1), days=400)
    assert open_days(family) == [date(2027, 1, 27)]


def test_a_call_put_off_by_a_person_is_not_planned_beside(store, family):
    family.birthday = SAME_DAY[0]
    family.save()
    plan_store(store, today=TODAY, days=30)
    family.contacts.update(is_fixed=True, on=date(2026, 12, 1))
    family.birthday = SAME_DAY[1]
    family.save()
    plan(family)
    assert open_days(family) == [date(2026, 12, 1)]


def mother(customer, **fields):
    return HouseholdMember(
        **{"customer": customer, "relation": "parent", "name": "王桂英", "birthday": SAME_DAY[0]} | fields
    )


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({}, {}),
        ({}, {"birthday": SAME_DAY[1]}),
        ({}, {"name": "王 桂英", "birthday": SAME_DAY[1]}),
        ({"name": ""}, {"name": "", "birthday": SAME_DAY[1]}),
        ({"name": ""}, {"birthday": SAME_DAY[1]}),  # the day is the same
        ({"relation": "spouse", "name": "李萍"}, {"relation": "spouse", "name": "李苹", "birthday": SAME_DAY[1]}),
    ],
)
def test_a_relative_written_anew_is_not_called_about_again(store, family, assistant, first, again):
    before = add_member(mother(family, **first), by=assistant)
    plan_store(store, today=TODAY)
    call(family, assistant)
    remove_member(before, by=assistant)
    add_member(mother(family, **again), by=assistant)
    plan(family)
    assert open_days(family) == []


def test_a_relative_whose_name_is_corrected_is_the_same(store, family, assistant):
    row = add_member(mother(family), by=assistant)
    plan_store(store, today=TODAY)
    call(family, assistant)
    change_member(row, by=assistant, name="王桂瑛", birthday=SAME_DAY[1])
    plan(family)
    assert open_days(family) == []


@pytest.mark.parametrize("names", [("王桂英", "王大海"), ("", "")])
def test_the_other_parent_is_still_called_about(store, family, assistant, names):
    row = add_member(mother(family, name=names[0]), by=assistant)
    plan_store(store, today=TODAY)
    call(family, assistant)
    add_member(mother(family, name=names[1], birthday=Birthday("solar", None, 12, 9)), by=assistant)
    plan(family)
    assert open_days(family) == [date(2026, 12, 9)]
    remove_member(row, by=assistant)
    add_member(mother(family, name=names[0], birthday=SAME_DAY[1]), by=assistant)
    plan(family)
    assert open_days(family) == [date(2026, 12, 9)]


def test_twins_are_two_and_one_person_in_two_rows_is_one(store, family):
    for name in ("大宝", "小宝"):
        make_member(family, relation="child", name=name, birthday=SAME_DAY[1])
    plan_store(store, today=TODAY)
    assert family.touchpoints.planned().count() == 2 and len(open_days(family)) == 1  # one call, two wishes
    make_member(family, relation="child", name="小宝", birthday=SAME_DAY[1])
    plan(family)
    assert family.touchpoints.planned().count() == 2 and len(open_days(family)) == 1
    assert plan_store(store, today=TODAY).moved == 0


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({}, {}),
        ({}, {"birthday": SAME_DAY[1]}),
        ({"name": ""}, {}),
        ({"name": ""}, {"name": ""}),
        ({"phone": "13800000001"}, {"occupation": "教师", "notes": "爱喝茶"}),
    ],
)
@pytest.mark.parametrize("done_in_the_one_that_stays", [True, False])
def test_merged_archives_hold_one_mother_and_one_call(
    store, family, assistant, owner, here, there, done_in_the_one_that_stays
):
    other = make_customer(store, keeper=assistant, customer_since=date(2024, 1, 1))
    rows = [add_member(mother(each, **fields), by=assistant) for each, fields in ((family, here), (other, there))]
    plan_store(store, today=TODAY)
    call(family if done_in_the_one_that_stays else other, assistant)
    merged = merge(family, other, by=owner, choices={}, now=NOW)
    plan_store(store, today=TODAY)
    assert open_days(family) == []
    assert family.contacts.filter(state="done").count() == 1
    if rows[0].birthday == rows[1].birthday:
        (one,) = family.members.all()
        name = max(here.get("name", "王桂英"), there.get("name", "王桂英"))
        told = [(here | there).get(field, "") for field in ("phone", "occupation", "notes")]
        assert [one.name, one.phone, one.occupation, one.notes] == [name, *told]
    else:
        assert family.members.count() == 2  # who was born when is for a person to settle
    undo_merge(merged, by=owner, now=NOW)
    plan_store(store, today=TODAY)
    assert HouseholdMember.objects.count() == 2
    done = family if done_in_the_one_that_stays else other
    assert open_days(done) == [] and done.contacts.filter(state="done").count() == 1


def test_a_done_call_says_nothing_of_a_relative_who_was_erased(store, family, assistant, owner):
    add_member(mother(family), by=assistant)
    plan_store(store, today=TODAY)
    call(family, assistant)
    digest = Touchpoint.objects.get().person
    erase(family, by=owner, why="本人来店", now=NOW)
    assert digest and Touchpoint.objects.get().person not in ("", digest)
