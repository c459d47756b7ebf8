"""A store's rules: ready in one click, changed with the effect seen first."""

import csv
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions import rules as actions
from campaigns.actions.rules import change_rule, preview, ready_rules, set_up_schedule
from campaigns.cards import card_of, queued
from campaigns.forms import RuleForm
from campaigns.models import Contact, TouchpointRule
from campaigns.planning import Changes, plan_store
from campaigns.schedule import months_after
from campaigns.special_days import FESTIVAL, REFERENCE, days_of_year, reference_rules
from customers.categories import load_categories
from customers.models import Activity, Category, CustomerTier
from customers.occupations import WORDS
from dealercrm.lib.errors import Refused
from tests.factories import TODAY, make_contact, make_customer, make_order, make_rule


def test_one_click_gives_a_store_its_schedule_and_plans_it(store, manager):
    make_customer(store, customer_since=TODAY, occupation_code="lawyer")
    done = set_up_schedule(store, by=manager, today=TODAY)
    assert done.rules == len(ready_rules()) == store.rules.count()
    assert {c.leading.rule.code for c in Contact.objects.all()} == {"constitution_day"}
    assert done.planned == Changes(added=1)


def test_a_second_click_changes_nothing_not_even_what_the_dealer_changed(store, manager):
    set_up_schedule(store, by=manager, today=TODAY)
    store.rules.filter(code="birthday").update(lead_days=2, is_active=False)
    assert set_up_schedule(store, by=manager, today=TODAY) == (0, Changes())
    assert store.rules.get(code="birthday").lead_days == 2
    assert Activity.objects.filter(kind="campaigns.schedule_set_up").count() == 1


def test_the_ready_rules_cover_festivals_birthdays_professions_care_and_antique_tiles():
    rules = {row["code"]: TouchpointRule(**row) for row in ready_rules()}
    assert {rule.day_code for rule in rules.values()} >= {
        "spring_festival", "mid_autumn", "dragon_boat", "national_day", "new_year", "nurse_day", "teacher_day",
        "army_day", "journalist_day", "doctor_day", "police_day", "sci_tech_day", "farmers_harvest",
    }  # fmt: skip
    care = [rule for rule in rules.values() if rule.trigger == "after_install"]
    assert sorted((rule.after_days, rule.category_id, rule.doer) for rule in care if not rule.category_id) == [
        (7, None, "care"), (30, None, "care"), (180, None, "care"),
    ]  # fmt: skip
    assert "中性清洁剂" in rules["tile_antique_180"].guide
    assert all(rule.guide and rule.avoid for rule in rules.values())


def test_every_ready_profession_day_finds_people_by_a_code_the_archive_gives():
    for row in ready_rules():
        if row["trigger"] == "profession":
            assert set(reference_rules()[row["day_code"]].occupations) & WORDS.keys(), row["code"]


@pytest.mark.parametrize("day", ["qingming", "zhongyuan", "sept_18", "national_memorial", "hanyi"])
def test_a_greeting_on_a_day_of_mourning_is_refused(tmp_path, monkeypatch, day):
    with (REFERENCE / "ready_rules.csv").open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, columns = [next(reader) | {"day_code": day}], reader.fieldnames
    with (tmp_path / "rules.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr(actions, "READY", tmp_path / "rules.csv")
    with pytest.raises(Refused):
        ready_rules()


def test_a_change_is_shown_before_it_is_kept(store, manager):
    rule = make_rule(store, trigger="festival", day_code="new_year")
    for letter in "AAB":
        customer = make_customer(store, customer_since=TODAY)
        CustomerTier.objects.create(customer=customer, store=store, letter=letter, level=1, spent=1, orders=1,
                                    last_signed_on=TODAY)  # fmt: skip
    plan_store(store, today=TODAY)
    before = list(Contact.objects.values())

    effect, months, *_busiest = preview(rule, by=manager, today=TODAY, tiers="B", lead_days=2)

    assert effect == Changes(moved=1, withdrawn=2)
    assert list(months.values()) == [(0, 1), (3, 0)]  # from January into December
    assert list(Contact.objects.values()) == before
    rule.refresh_from_db()
    assert rule.tiers == "" and not Activity.objects.exists()

    assert change_rule(rule, by=manager, today=TODAY, tiers="B", lead_days=2) == effect
    assert Contact.objects.count() == 1
    assert Activity.objects.get().data["changed"] == {"tiers": ["", "B"], "lead_days": [0, 2]}


def test_the_preview_says_how_full_the_fullest_day_would_be_and_for_whom(store, assistant, manager, client_of):
    """One day for three people got 401 tasks, and the preview hid it in the sum of a month."""
    today = timezone.localdate()
    people = [make_customer(store, customer_since=today, keeper=assistant) for __ in range(31)]
    people.append(make_customer(store, customer_since=today))
    for customer in people:
        CustomerTier.objects.create(customer=customer, store=store, letter="A", level=1, spent=1, orders=1,
                                    last_signed_on=today)  # fmt: skip
    store.contacts_a_day = 5
    store.save()
    rule = make_rule(store, trigger="festival", day_code=next_festival(today), tiers="B")
    make_contact(people[0], on=today + timedelta(days=1), is_fixed=True)
    plan_store(store, today=today)
    shown = preview(rule, by=manager, today=today, tiers="A")
    assert (shown.before.total, shown.after.is_too_much) == (1, True)
    name, most = shown.after.people[0]
    assert name == assistant.name and 5 < most < 31, "they are spread over the days before, as far as that goes"

    url = reverse("campaigns:rule-update", args=[rule.pk])
    fields = ("name", "day_code", "way", "doer", "lead_days", "grace_days", "guide")
    asked = {name: getattr(rule, name) for name in fields} | {"is_active": "on", "tiers": "A", "preview": "1"}
    asked["seen"] = RuleForm(instance=rule).initial["seen"]
    page = client_of(manager).post(url, asked, headers={"HX-Request": "true"}).content.decode()
    assert f"{assistant.name} {most}" in page and "alert-warning" in page
    rule.refresh_from_db()
    assert rule.tiers == "B"


def next_festival(today):
    """A festival of the coming weeks that a rule may greet on."""
    days = (special for year in (today.year, today.year + 1) for special in days_of_year(year))
    coming = [special for special in days if special.kind == FESTIVAL and 2 < (special.date - today).days < 85]
    return next(day.code for day in coming if reference_rules()[day.code].greeting_policy != "no_greeting")


def test_saving_a_rule_unchanged_does_nothing(store, manager):
    rule = make_rule(store)
    assert change_rule(rule, by=manager, today=TODAY, name=rule.name) == Changes()
    assert not Activity.objects.exists()


@pytest.mark.parametrize("trade", actions.TRADES)
def test_one_click_gives_a_store_the_plan_of_its_trade_and_a_second_nothing(store, manager, trade):
    done = set_up_schedule(store, by=manager, today=TODAY, trade=trade)
    assert done.rules == len(ready_rules(trade)) > len(ready_rules())
    made = {rule.code: rule for rule in store.rules.exclude(code__in=[row["code"] for row in ready_rules()])}
    assert {rule.trigger for rule in made.values()} >= {"care", "rhythm", "next_purchase", "wedding", "after_install"}
    assert all(rule.guide and rule.avoid and rule.how and rule.name_en for rule in made.values())
    steps = [rule for rule in made.values() if rule.sequence]
    assert len(steps) == 3 == len({rule.after_days for rule in steps}) and all(rule.ends_early for rule in steps)
    store.rules.filter(code="rhythm").update(tiers="A")
    assert set_up_schedule(store, by=manager, today=TODAY, trade=trade) == (0, Changes())
    assert store.rules.get(code="rhythm").tiers == "A"


def test_the_card_of_a_care_call_tells_how_those_goods_are_cared_for(store, assistant):
    load_categories()
    today = timezone.localdate()
    customer = make_customer(store, customer_since=today, keeper=assistant)
    then = months_after(today, -6)
    order = make_order(customer, signed_on=then, installed_on=then)
    order.lines.update(category="tile_antique")
    make_rule(
        store, trigger="care", category_id="tile_antique", every_months=6, present="gift", budget=30, how="约上门。"
    )
    plan_store(store, today=today)
    (row,) = queued(Contact.objects.planned())
    card = card_of(row, staff=assistant, today=today)
    assert card.how.startswith("约上门。") and Category.objects.get(pk="tile_antique").advice in card.how
    assert "30" in card.how and "床垫" in card.why
