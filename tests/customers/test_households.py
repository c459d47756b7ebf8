"""Archives of one household: suggested, decided by a person, greeted once."""

from datetime import date

import pytest
from django.urls import reverse

from campaigns.planning import Changes, plan_store
from customers.actions.erase import erase
from customers.actions.household import add_member
from customers.actions.households import answer_household, leave_household, open_member_archive
from customers.actions.merge import merge, undo_merge
from customers.actions.ties import tie
from customers.households import household_of, suggested, with_household
from customers.models import Activity, HouseholdAnswer, HouseholdKey, HouseholdMember
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.errors import Refused
from tests.doors import undo_of
from tests.factories import NOW, TODAY, close, make_customer, make_member, make_rule

HOME = {"community": "万科城", "building": "23", "unit": "2", "room": "1191"}
SOON = Birthday("solar", None, 12, 9)


@pytest.fixture
def couple(store, assistant):
    since = {"keeper": assistant, "customer_since": date(2024, 1, 1)}
    return make_customer(store, name="王建国", **since, **HOME), make_customer(store, name="李萍", **since, **HOME)


def tab(customer):
    return reverse("customers:customer-household", args=[customer.pk])


def say(client, customer, other, one):
    url = reverse("customers:household-answer", args=[customer.pk])
    return client.post(url, {"other": other.pk, "one": one}, follow=True)


def greetings(*customers):
    rows = [customer.touchpoints.planned().filter(rule__trigger="festival") for customer in customers]
    return [found.count() for found in rows]


def test_a_door_a_number_and_a_tie_suggest_it(store, other_store, couple, assistant):
    husband, wife = couple
    child = make_customer(store, name="王小宝", phones=["13800138000"])
    make_member(husband, relation="child", phone="13800138000")
    sister, friend = make_customer(store, name="王芳"), make_customer(store, name="朋友")
    tie(husband, sister, relation="relative", by=assistant)
    tie(husband, friend, relation="friend", by=assistant)
    make_customer(other_store, **HOME)
    found = {row: str(why) for row, why in suggested(husband, household=[], reader=assistant)}
    assert found == {wife: "同一门牌", child: "同一个号码", sister: "记为亲戚"}
    assert [row for row, _why in suggested(child, household=[], reader=assistant)] == [husband]


def test_a_person_decides_on_the_customers_page_and_takes_it_back(couple, assistant, client_of):
    husband, wife = couple
    client = client_of(assistant)
    assert "是一家人吗" in client.get(tab(husband)).text
    said = say(client, husband, wife, "1")
    assert "过节只问候其中一位" in said.text
    assert household_of(wife, reader=assistant) == [husband]
    assert not suggested(wife, household=[husband], reader=assistant)
    timeline = client.get(reverse("customers:customer-timeline", args=[wife.pk])).text
    assert "算作一家人" in timeline and husband.name in timeline
    client.post(undo_of(said))
    assert not HouseholdKey.objects.exists() and "是一家人吗" in client.get(tab(wife)).text
    undo = undo_of(say(client, wife, husband, "0"))
    assert "是一家人吗" not in client.get(tab(wife)).text + client.get(tab(husband)).text  # the no is remembered
    client.post(undo)
    assert "是一家人吗" in client.get(tab(wife)).text


def test_nobody_of_another_store_is_of_the_household(couple, other_store, owner, assistant, client_of):
    elsewhere = make_customer(other_store)
    with pytest.raises(Refused):
        answer_household(couple[0], elsewhere, is_one=True, by=owner)
    with pytest.raises(Refused):
        answer_household(couple[0], couple[0], is_one=True, by=owner)
    url = reverse("customers:household-answer", args=[couple[0].pk])
    assert client_of(assistant).post(url, {"other": elsewhere.pk, "one": "1"}).status_code == 404


def test_on_a_festival_one_of_the_household_is_greeted(store, couple, assistant):
    make_rule(store, trigger="festival", day_code="new_year")
    make_rule(store)
    husband, wife = couple
    for customer in couple:
        customer.birthday = SOON
        customer.save()
    plan_store(store, today=TODAY)
    assert greetings(*couple) == [1, 1]
    said = answer_household(husband, wife, is_one=True, by=assistant)
    assert sum(greetings(*couple)) == 1
    assert [customer.touchpoints.planned().filter(rule__trigger="birthday").count() for customer in couple] == [1, 1]
    assert plan_store(store, today=TODAY) == Changes()
    answer_household(said.first, said.second, is_one=False, by=assistant)
    assert greetings(*couple) == [1, 1]


@pytest.mark.parametrize("done", [0, 1])
def test_who_was_greeted_before_they_were_one_was_greeted_for_both(store, couple, assistant, done):
    make_rule(store, trigger="festival", day_code="new_year")
    plan_store(store, today=TODAY)
    close(couple[done].contacts.all(), "done")
    answer_household(*couple, is_one=True, by=assistant)
    assert greetings(*couple) == [0, 0]


def test_when_the_one_who_was_greeted_drops_out_the_other_is(store, couple, assistant, owner):
    make_rule(store, trigger="festival", day_code="new_year")
    plan_store(store, today=TODAY)
    answer_household(*couple, is_one=True, by=assistant)
    (main,) = [customer for customer in couple if greetings(customer) == [1]]
    (other,) = [customer for customer in couple if customer != main]
    erase(main, why="本人要求", by=owner, now=NOW)
    assert not HouseholdKey.objects.exists() and not HouseholdAnswer.objects.exists()
    plan_store(store, today=TODAY)
    assert greetings(other) == [1]


def test_a_relative_who_is_in_both_archives_or_has_one_is_called_about_once(store, couple, assistant):
    make_rule(store)
    make_rule(store, trigger="household_birthday", day_code="")
    husband, wife = couple
    wife.birthday = SOON
    wife.save()
    add_member(HouseholdMember(customer=husband, relation="spouse", name="李 萍", birthday=SOON), by=assistant)
    for customer in couple:
        mother = HouseholdMember(customer=customer, relation="parent", name="王桂英", birthday=SOON)
        add_member(mother, by=assistant)
    plan_store(store, today=TODAY)
    assert store.touchpoint_set.planned().count() == 4
    answer_household(*couple, is_one=True, by=assistant)
    assert sorted(store.touchpoint_set.planned().values_list("rule__trigger", flat=True)) == [
        "birthday", "household_birthday",
    ]  # fmt: skip


def test_who_leaves_leaves_the_others_together(store, couple, assistant):
    husband, wife = couple
    son = make_customer(store, name="王小宝")
    for other in (wife, son):
        answer_household(husband, other, is_one=True, by=assistant)
    assert len(with_household([son.pk])) == 3
    leave_household(husband, by=assistant)
    assert with_household([husband.pk]) == [husband.pk]
    assert with_household([son.pk]) == sorted([wife.pk, son.pk])
    with pytest.raises(Refused):
        leave_household(husband, by=assistant)


def test_a_member_gets_an_archive_of_the_same_household(couple, assistant, client_of):
    member = make_member(couple[0], relation="parent", name="王桂英", phone="13800138000", birthday=SOON)
    client_of(assistant).post(reverse("customers:member-archive", args=[member.pk]))
    mother = household_of(couple[0], reader=assistant)[0]
    assert (mother.name, mother.keeper, mother.place, mother.birthday) == ("王桂英", assistant, couple[0].place, SOON)
    of_age = {"age_band": "3-6", "age_band_on": TODAY}
    child = make_member(couple[0], relation="child", name="乐乐", phone="13800138001", **of_age)
    nobody = make_member(couple[0], relation="other", name="", phone="13800138002")
    for refused in (child, nobody):
        with pytest.raises(Refused):
            open_member_archive(refused, by=assistant, now=NOW)


def test_merging_and_its_undoing_keep_the_household(store, couple, owner, assistant):
    husband, wife = couple
    double = make_customer(store, name="王建国", customer_since=date(2024, 1, 1))
    answer_household(double, wife, is_one=True, by=assistant)
    before = list(HouseholdKey.objects.order_by("pk").values())
    merged = merge(husband, double, by=owner, choices={}, now=NOW)
    assert household_of(husband, reader=owner) == [wife]
    undo_merge(merged, by=owner, now=NOW)
    assert list(HouseholdKey.objects.order_by("pk").values()) == before
    assert Activity.objects.filter(kind="customers.household_joined").count() == 2
