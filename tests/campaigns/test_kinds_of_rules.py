"""Each kind of rule, and whom it is for: what is planned is what a plain count in Python says."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import ContactDays, Revisit, Touchpoint, TouchpointRule
from campaigns.planning import Changes, plan_store
from campaigns.schedule import months_after
from customers.activity import record
from customers.entitlements import rhythm_days
from customers.models import Category, CustomerTier, DistributorProfile, NextPurchase
from dealercrm.lib.birthdays import Birthday
from tests.factories import NOW, SHANGHAI, TODAY, make_customer, make_member, make_order, make_rule, make_signed_order

DAYS = 90
COMING = [TODAY + timedelta(days=n) for n in range(DAYS)]


def ago(days):
    return TODAY - timedelta(days=days)


def planned():
    return sorted(Touchpoint.objects.planned().values_list("customer", "occasion_on"))


def tier(customer, letter, level=1, **how):
    CustomerTier.objects.create(customer=customer, store=customer.store, letter=letter, level=level, spent=1, orders=1,
                                last_signed_on=TODAY, **how)  # fmt: skip


def test_a_wedding_day_is_kept_every_year_by_either_calendar_and_in_one_archive_of_a_couple(store):
    day = Birthday("solar", 2010, 12, 20)
    wife = make_customer(store, customer_since=ago(9), wedding_day=day)
    lunar = make_customer(store, customer_since=ago(9), wedding_day=Birthday("lunar", None, 12, 30))
    make_customer(store, customer_since=ago(9), wedding_day=Birthday("solar", 2010, 6, 1))
    make_rule(store, trigger="wedding")
    plan_store(store, today=TODAY)
    assert planned() == [(wife.pk, date(2026, 12, 20)), (lunar.pk, date(2027, 2, 5))]


@pytest.mark.parametrize("trigger, column", [("after_sign", "signed_on"), ("after_delivery", "delivered_on")])
def test_so_many_days_after_a_day_of_the_order(store, trigger, column):
    found = []
    for days in (0, 7, 100, 130):
        customer = make_customer(store, customer_since=ago(200))
        make_signed_order(customer, **{"signed_on": ago(days), column: ago(days)})
        found.append((customer.pk, ago(days) + timedelta(days=120)))
    make_rule(store, trigger=trigger, after_days=120)
    plan_store(store, today=TODAY)
    assert planned() == [(pk, day) for pk, day in found if day in COMING]


@given(day=st.dates(date(2020, 1, 1), date(2030, 1, 1)), months=st.integers(-40, 40))
def test_months_later_is_the_same_day_or_the_last_of_a_short_month(day, months):
    found = months_after(day, months)
    assert (found.year - day.year) * 12 + found.month - day.month == months
    assert found.day == day.day or (found.day < day.day and (found + timedelta(days=1)).day == 1)


def test_goods_are_cared_for_every_so_many_months_as_long_as_they_are_cared_for(store):
    sofa = Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa")
    rule = make_rule(store, trigger="care", category=sofa, every_months=2)
    expected = []
    for days in (1, 30, 61, 400, 4000, 5000):
        customer = make_customer(store, customer_since=ago(6000))
        order = make_order(customer, signed_on=ago(days), installed_on=ago(days))
        order.lines.update(category=sofa)
        visits = [months_after(ago(days), 2 * n) for n in range(1, 12 * 6 + 1)]
        expected += [(customer.pk, day) for day in visits if day in COMING]
    other = make_customer(store, customer_since=ago(6000))
    make_order(other, signed_on=ago(30), installed_on=ago(30))
    plan_store(store, today=TODAY)
    assert planned() == sorted(expected)
    assert expected
    assert plan_store(store, today=TODAY) == Changes()
    assert rule.is_service


def test_everybody_is_heard_of_in_the_rhythm_of_their_tier_counted_from_whoever_reached_them(store):
    expected = []
    for letter, level, reached in (("A", 1, 10), ("A", 1, None), ("B", 2, 3), ("C", 1, 200), ("D", 3, 3)):
        customer = make_customer(store, customer_since=ago(500))
        tier(customer, letter, level)
        if reached is not None:
            at = datetime(*ago(reached).timetuple()[:3], 23, 30, tzinfo=SHANGHAI)
            ContactDays.objects.create(customer=customer, last_at=at)
        base, every = ago(500 if reached is None else reached), rhythm_days(letter, level)
        expected += [(customer.pk, day) for day in COMING if (day - base).days % every == 0 and day > base]
    make_rule(store, trigger="rhythm")
    plan_store(store, today=TODAY)
    assert planned() == sorted(expected)
    assert expected
    ContactDays.objects.all().delete()  # nobody was reached: kept by the database in earnest


def test_the_dissatisfied_are_heard_of_as_others_are_whatever_their_tier(store):
    for letter, level in (("D", 3), ("A", 1)):
        customer = make_customer(store, customer_since=ago(3))
        tier(customer, letter, level, is_dissatisfied=True)
    make_rule(store, trigger="rhythm")
    plan_store(store, today=TODAY)
    assert planned()[0][1] == ago(3) + timedelta(days=rhythm_days("B", 2))
    assert planned()[1][1] == ago(3) + timedelta(days=rhythm_days("A", 1))


def test_a_family_is_asked_when_its_next_purchase_comes_near_and_is_likely_enough(store):
    found = []
    for percent, from_on in ((60, TODAY + timedelta(days=20)), (20, TODAY + timedelta(days=20)), (60, ago(170))):
        customer = make_customer(store, customer_since=ago(500))
        NextPurchase.objects.create(customer=customer, percent=percent, from_on=from_on)
        day = from_on if from_on >= TODAY else from_on + timedelta(days=180)
        found += [(customer.pk, day)] if percent >= 50 else []
    make_rule(store, trigger="next_purchase", at_least=50)
    plan_store(store, today=TODAY)
    assert planned() == found


def test_the_stock_of_a_distributor_who_never_bought_here_is_counted_again(store):
    distributor = make_customer(store, kind="distributor")
    DistributorProfile.objects.create(customer=distributor, stock_checked_on=ago(20))
    DistributorProfile.objects.create(customer=make_customer(store, kind="distributor"))
    make_rule(store, trigger="stock_check", after_days=60, kinds=["distributor"])
    plan_store(store, today=TODAY)
    assert planned() == [(distributor.pk, TODAY + timedelta(days=40))]


def test_a_profession_day_is_also_for_who_lives_with_the_customer(store):
    husband = make_customer(store, customer_since=ago(9), occupation_code="programmer")
    wife = make_member(husband, name="李敏", relation="spouse", occupation="检察院检察官")
    judge = make_customer(store, customer_since=ago(9), occupation_code="judge")
    make_member(judge, name="王刚", relation="spouse", occupation="律师")
    make_member(make_customer(store, customer_since=ago(9)), occupation="会计")
    make_rule(store, trigger="profession", day_code="constitution_day")
    plan_store(store, today=TODAY)
    day = date(2026, 12, 4)
    assert planned() == [(husband.pk, day), (judge.pk, day)]
    assert list(Touchpoint.objects.order_by("customer").values_list("member", flat=True)) == [wife.pk, None]


def test_a_rule_is_for_those_it_names_by_tier_level_kind_occupation_and_goods(store):
    sofa = Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa")
    best, second, designer, teacher, buyer, lead = (make_customer(store) for __ in range(6))
    for customer in (best, second, teacher, buyer):
        customer.customer_since = ago(9)
        customer.save()
    tier(best, "A", 1)
    tier(second, "A", 2)
    designer.kind, designer.birthday = "designer", None
    designer.save()
    teacher.occupation_code = "teacher"
    teacher.save()
    make_signed_order(buyer).lines.update(category=sofa)
    lead.save()
    old = [best, second, teacher, buyer]
    cases = [
        ({}, old),
        ({"tiers": "A"}, [best, second]),
        ({"tiers": "A", "levels": "2"}, [second]),
        ({"kinds": ["designer"]}, [designer]),
        ({"kinds": ["designer", "consumer"]}, [*old[:2], designer, *old[2:]]),
        ({"occupations": ["teacher"]}, [teacher]),
        ({"category": sofa}, [buyer]),
    ]
    for asked, whom in cases:
        Touchpoint.objects.all().delete()
        TouchpointRule.objects.all().delete()
        make_rule(store, trigger="festival", day_code="dongzhi", **asked)
        plan_store(store, today=TODAY)
        assert [pk for pk, _day in planned()] == [customer.pk for customer in whom], asked


def test_a_sequence_ends_with_the_fact_its_rules_name(store):
    keeps, ends = make_customer(store), make_customer(store)
    for customer in (keeps, ends):
        make_signed_order(customer, signed_on=ago(10), installed_on=ago(5))
    steps = {"trigger": "after_install", "sequence": "装后三步", "ends_early": ["referrals.referral_recorded"]}
    make_rule(store, after_days=7, **steps)
    make_rule(store, after_days=30, **steps)
    plan_store(store, today=TODAY)
    assert len(planned()) == 4
    record("referrals.referral_recorded", customer=ends, at=NOW, imported=True)
    assert plan_store(store, today=TODAY) == Changes(withdrawn=2)
    assert {pk for pk, _day in planned()} == {keeps.pk}


def test_a_sequence_stops_while_a_complaint_is_open_and_goes_on_after(store, assistant):
    customer = make_customer(store, keeper=assistant)
    make_signed_order(customer, signed_on=ago(10), installed_on=ago(5))
    make_rule(store, trigger="after_install", after_days=30, sequence="装后三步")
    make_rule(store, trigger="after_install", after_days=20)
    heard = Revisit.objects.create(customer=customer, store=store, by=assistant, at=NOW, way="call", mood="complaint")
    plan_store(store, today=TODAY)
    assert [day for _pk, day in planned()] == [TODAY + timedelta(days=15)]
    heard.cleared_at = NOW
    heard.save()
    plan_store(store, today=TODAY)
    assert len(planned()) == 2
