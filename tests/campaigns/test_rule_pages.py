"""Rules made, copied, changed, paused and retired by a manager, each told as a sentence and seen before it is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from campaigns.actions.rules import MOST_TIMES, add_rule, change_rule, preview, restore_rule, retire_rule
from campaigns.dealer_calendar import REFERENCE_ONLY
from campaigns.forms import ASKED, RuleForm
from campaigns.models import Contact, Touchpoint, TouchpointRule
from campaigns.planning import Changes, plan_store
from campaigns.rule_sentence import sentence
from customers.models import Category
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.errors import Refused
from tests.doors import undo_of
from tests.factories import NOW, TODAY, close, make_contact, make_customer, make_rule, make_signed_order

BIRTHDAY = {"name": "生日鲜花", "way": "call", "present": "flowers", "doer": "keeper", "lead_days": 7, "grace_days": 1,
            "budget": 80, "tiers": ["A", "B"], "is_active": "on", "trigger": "birthday"}  # fmt: skip


def test_a_rule_reads_as_a_sentence():
    rule = TouchpointRule(trigger="birthday", tiers="AB", way="call", present="flowers", budget=80, lead_days=7)
    with translation.override("zh-hans"):
        assert sentence(rule, REFERENCE_ONLY) == "提前7天 · 客户生日（含农历） · A、B级 · 电话 + 鲜花 · 每人预算80元"


@pytest.mark.parametrize("trigger", TouchpointRule.Trigger.values)
def test_every_kind_of_rule_has_its_fields_and_its_sentence(trigger, store):
    goods = Category(code="sofa", name_zh="沙发", name_en="Sofa")
    rule = TouchpointRule(
        trigger=trigger, store=store, day_code="new_year", after_days=7, every_months=3, category=goods
    )
    assert sentence(rule, REFERENCE_ONLY)
    assert set(ASKED[trigger]) <= set(RuleForm(instance=rule).fields)


def test_a_manager_makes_a_rule_and_the_page_composes_its_sentence(client_of, manager, store):
    client = client_of(manager)
    asked = client.get(reverse("campaigns:rule-create"), {"trigger": "care"}, headers={"HX-Request": "true"})
    assert 'name="every_months"' in asked.content.decode() and 'name="after_days"' not in asked.content.decode()
    words = client.get(reverse("campaigns:rule-sentence"), BIRTHDAY).content.decode()
    assert "鲜花" in words and "80" in words
    client.post(reverse("campaigns:rule-create"), BIRTHDAY)
    rule = store.rules.get()
    assert (rule.tiers, rule.present, rule.budget, rule.nature) == ("AB", "flowers", 80, "greeting")
    assert rule.versions.get().by_name == manager.name
    copy = client.get(reverse("campaigns:rule-create"), {"copy": rule.pk}).content.decode()
    assert 'value="80"' in copy and f'name="copy" value="{rule.pk}"' in copy


@pytest.mark.parametrize(
    "wrong", [{"budget": -1}, {"name": ""}, {"lead_days": 90}, {"trigger": "care", "every_months": 0}]
)
def test_a_rule_that_cannot_be_is_refused_at_its_field(client_of, manager, wrong):
    page = client_of(manager).post(reverse("campaigns:rule-create"), BIRTHDAY | wrong)
    assert page.status_code == 422 and not TouchpointRule.objects.exists()


def test_a_preview_of_a_new_rule_tells_people_cost_and_load_and_keeps_nothing(client_of, manager, store):
    today = timezone.localdate()
    day = today + timedelta(days=30)
    for __ in range(3):
        make_customer(store, customer_since=today, birthday=Birthday("solar", None, day.month, min(day.day, 28)))
    make_rule(store)
    plan_store(store, today=today)
    before = list(Touchpoint.objects.values())
    shown = preview(TouchpointRule(store=store, trigger="birthday", name="鲜花", way="call", budget=80, lead_days=3),
                    by=manager, today=today)  # fmt: skip
    assert (shown.effect.added, shown.cost) == (3, (3, 240))
    page = client_of(manager).post(reverse("campaigns:rule-preview"), BIRTHDAY | {"tiers": []},
                                   headers={"HX-Request": "true"}).content.decode()  # fmt: skip
    assert "240" in page
    assert list(Touchpoint.objects.values()) == before and store.rules.count() == 1


def test_a_rule_that_would_call_everybody_every_day_is_refused_with_the_number(store, manager):
    sofa = Category.objects.create(code="sofa", name_zh="沙发", name_en="Sofa")
    make_rule(store, trigger="stock_check", after_days=1, kinds=["consumer"])
    customer = make_customer(store, customer_since=TODAY)
    make_signed_order(customer).lines.update(category=sofa)
    customer.distributor = customer.__class__._meta.get_field("distributor").related_model.objects.create(
        customer=customer, stock_checked_on=TODAY
    )
    rule = TouchpointRule(store=store, trigger="stock_check", name="天天", way="call", after_days=1, nature="service")
    with pytest.raises(Refused, match=str(MOST_TIMES)):
        add_rule(rule, by=manager, today=TODAY)
    assert store.rules.count() == 1


def test_a_rule_is_retired_and_the_page_offers_to_take_it_back(client_of, manager, store):
    today = timezone.localdate()
    make_customer(store, customer_since=today)
    rule = make_rule(store, trigger="rhythm", name="老规则")
    page = client_of(manager).post(reverse("campaigns:rule-retire", args=[rule.pk]), follow=True)
    rule.refresh_from_db()
    assert rule.retired_at and not rule.is_active
    client_of(manager).post(undo_of(page))
    rule.refresh_from_db()
    assert rule.retired_at is None and rule.is_active
    assert retire_rule(rule, by=manager, today=today) == restore_rule(rule, by=manager, today=today) == Changes()


def test_what_was_done_shows_the_words_it_was_done_with(store, manager):
    rule = make_rule(store, guide="祝您生日快乐")
    assert rule.words_at(NOW)["guide"] == "祝您生日快乐"
    change_rule(rule, by=manager, today=TODAY, guide="生日好")
    rule.refresh_from_db()
    then, now = rule.versions.last(), rule.versions.first()
    assert rule.words_at(then.since)["guide"] == "祝您生日快乐"
    assert rule.words_at(now.since)["guide"] == "生日好"


def test_the_page_of_a_finished_contact_keeps_them(store, manager, client_of):
    rule = make_rule(store, guide="{开场}祝您生日快乐，{称呼}")
    contact = make_contact(make_customer(store, name="王芳", salutation="王姐"), rule=rule)
    close(Contact.objects.filter(pk=contact.pk), at=timezone.now())
    change_rule(rule, by=manager, today=TODAY, guide="生日好")
    page = client_of(manager).get(reverse("campaigns:contact-words", args=[contact.pk])).content.decode()
    assert "……祝您生日快乐，王姐" in page and "生日好" not in page


def test_two_managers_who_save_one_rule_do_not_undo_each_other_unseen(client_of, manager, store):
    rule = make_rule(store)
    seen = RuleForm(instance=rule).initial["seen"]
    client, url = client_of(manager), reverse("campaigns:rule-update", args=[rule.pk])
    assert client.post(url, BIRTHDAY | {"seen": seen, "name": "甲"}).status_code == 302
    second = client.post(url, BIRTHDAY | {"seen": seen, "name": "乙"})
    rule.refresh_from_db()
    assert second.status_code == 422 and rule.name == "甲" and "甲" in second.content.decode()
