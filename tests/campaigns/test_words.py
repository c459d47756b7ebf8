"""What the card puts into the assistant's mouth never contradicts what the card shows."""

import csv
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from campaigns.actions.revisits import log_revisit
from campaigns.actions.rules import ready_rules
from campaigns.cards import card_of, queued
from campaigns.guides import IN_CHINESE
from campaigns.models import Contact, Revisit
from campaigns.words import TABLE, Situation, slots
from customers.categories import CARE_CYCLES
from customers.models import Category, HouseholdMember
from tests.factories import make_contact, make_customer, make_member, make_rule, make_signed_order, make_staff

TODAY = date(2026, 11, 28)
with CARE_CYCLES.open(encoding="utf-8", newline="") as lines:
    CODES = [row["category_code"] for row in csv.DictReader(lines)]


def at(days, **known):
    return slots(Situation(today=TODAY, day=TODAY + timedelta(days=days), **known))


def last(days, **known):
    return at(0, last_on=TODAY - timedelta(days=days), has_met=True, **known)


@pytest.mark.parametrize(
    ("days", "begins"),
    [(3, "再过"), (1, "明天是"), (0, "今天是"), (-1, "昨天是"), (-4, "前几天是")],
)
def test_a_greeting_says_when_the_day_is(days, begins):
    assert at(days)["日子"].startswith(begins)


@given(days=st.integers(0, 2000))
def test_long_time_no_see_is_said_after_a_long_time_only(days):
    assert ("好久" in last(days)["近况"]) is (days >= 300)
    assert ("前些天" in last(days)["近况"]) is (days <= 45)


def test_nobody_says_when_the_last_contact_was_where_there_was_none():
    assert at(0)["近况"] == ""


@pytest.mark.parametrize("code", CODES)
def test_everything_sold_has_a_question_of_its_own(code):
    asked = at(0, category=code, has_product=True)["关照"]
    assert asked != at(0, category="", has_product=True)["关照"]
    hinges = re.search("合页|铰链|柜门|抽屉", asked)
    assert not hinges or code.startswith(("door", "cabinet", "wardrobe")), asked


def test_who_bought_nothing_is_asked_of_no_goods():
    assert "{产品}" not in at(0)["关照"]


def test_who_speaks_introduces_herself_where_they_do_not_know_her():
    met, new = last(20), at(0, last_on=TODAY - timedelta(days=20))
    assert "往后由我来照应" in new["开场"] and "往后" not in met["开场"]
    assert last(20, by_message=True)["开场"] == "{称呼}，"
    assert "我是" in at(0, by_message=True)["开场"]
    assert "客服" in last(20, is_care=True)["开场"]


def test_a_promise_that_is_late_asks_pardon():
    assert "上次说好今天" in at(0)["约定"] and "是我晚了" in at(-2)["约定"]


@pytest.mark.parametrize(
    ("days", "words"), [(7, "7天"), (30, "一个月"), (90, "3个月"), (180, "半年"), (365, "一年"), (900, "2年多")]
)
def test_how_long_ago_it_was_installed(days, words):
    assert at(0, installed_on=TODAY - timedelta(days=days))["装好"] == words


def test_every_slot_of_the_ready_rules_and_of_the_table_is_known():
    known = slots(Situation(today=TODAY, day=TODAY)).keys() | IN_CHINESE.keys()
    texts = [row[name] for row in ready_rules() for name in ("how", "guide", "avoid")]
    assert not re.search("一年没|上周|今天是|明天是", "".join(texts))  # what turns on the day is chosen
    with TABLE.open(encoding="utf-8", newline="") as lines:
        texts += [row["words"] for row in csv.DictReader(lines)]
    assert set(re.findall(r"\{(\w+)\}", "".join(texts))) <= known


# --- on the card ---------------------------------------------------------------------------------


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def card(store, assistant, today):
    """card(rule's fields, ...) -> the card of a customer who bought a floor, seen by their keeper."""
    Category.objects.create(code="floor_solid_wood", name_zh="实木地板", name_en="Floor")
    customer = make_customer(store, name="张泽宇", salutation="张哥", keeper=assistant)
    order = make_signed_order(customer, lines=("番龙眼地板",))
    order.lines.update(category="floor_solid_wood")

    def draw(code, *, late=0, last=None, by=assistant, **fields):
        (ready,) = [row for row in ready_rules() if row["code"] == code]
        rule = make_rule(store, **ready)
        if last is not None:
            at = timezone.now() - timedelta(days=last)
            Revisit.objects.create(customer=customer, store=store, by=by, by_name=by.name, at=at, way="call")
        day = today - timedelta(days=late)
        made = make_contact(customer, rule=rule, on=day, occasion_on=day, way=rule.way, **fields)
        return card_of(queued(Contact.objects.filter(pk=made.pk)).get(), staff=assistant, today=today)

    draw.customer = customer
    return draw


def test_an_archive_call_after_seventeen_days_does_not_say_a_year(card, assistant):
    said = card("refresh_archive", last=17).say
    assert said.startswith(f"张哥您好，我是{card.customer.store.name}的{assistant.name}。前些天才跟您聊过")
    assert "地板" in said and "合页" not in said and "{" not in said


def test_a_birthday_a_day_late_is_made_up_for(card):
    assert "昨天是您生日，今天补上，祝您生日快乐" in card("birthday", late=1).say


def test_how_to_do_it_stands_apart_from_what_to_say(card):
    drawn = card("birthday")
    assert "上午十点以后" in drawn.how and "十点" not in drawn.say


def test_a_new_keeper_introduces_herself(card, store, assistant):
    said = card("refresh_archive", last=30, by=make_staff(store, name="小马")).say
    assert f"我是{store.name}的{assistant.name}，您家往后由我来照应" in said


def test_a_parents_birthday_speaks_of_the_old_people(card):
    mother = make_member(card.customer, relation=HouseholdMember.Relation.PARENT, name="王桂英")
    assert "今天是家里老人生日" in card("household_parent", member=mother, occurrence="lunar-2026").say


def test_a_promise_has_words_too(store, assistant, today):
    customer = make_customer(store, salutation="张哥", keeper=assistant)
    said = log_revisit(customer, by=assistant, now=timezone.now(), way="call", outcome="reached", next_on=today)
    drawn = card_of(queued(Contact.objects.filter(leading__promise=said)).get(), staff=assistant, today=today)
    assert drawn.say.endswith("上次说好今天再跟您联系，您这会儿方便吗？")
