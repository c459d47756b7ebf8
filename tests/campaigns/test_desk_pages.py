"""Rules, calendar, notices and clock in the browser."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.forms import RuleForm
from campaigns.models import Contact, TouchpointRule
from campaigns.planning import plan_store
from messaging.models import ClockRun, Message
from tests.factories import make_contact, make_customer, make_message, make_rule

HTMX = {"HX-Request": "true"}
SETUP, RULES = reverse("campaigns:rule-setup"), reverse("campaigns:rule-list")


@pytest.fixture
def today():
    return timezone.localdate()


def test_one_click_sets_the_schedule_up(store, manager, client_of):
    client = client_of(manager)
    assert SETUP in client.get(RULES).content.decode()
    assert client.post(SETUP, {"store": store.pk}).status_code == 302
    assert store.rules.count() > 20
    answer = client.get(RULES)
    page, rules = answer.content.decode(), list(store.rules.all())
    assert answer.context["lacking"] == 0 and all(rule.name in page for rule in rules)
    client.post(SETUP, {"store": store.pk})
    assert list(store.rules.all()) == rules


def test_the_owner_sets_up_every_store_that_lacks_it(store, other_store, owner, client_of):
    answer = client_of(owner).post(SETUP, {"next": "/first-steps/"})
    assert answer["Location"] == "/first-steps/"
    assert store.rules.exists() and other_store.rules.exists()
    assert client_of(owner).post(SETUP, {"next": "https://evil.example/"})["Location"] == RULES


def test_a_manager_cannot_set_up_another_store(other_store, manager, client_of):
    assert client_of(manager).post(SETUP, {"store": other_store.pk}).status_code == 404


@pytest.fixture
def rule(store, today):
    rule = make_rule(store, name="元旦问候", trigger="festival", day_code="new_year", grace_days=3)
    make_customer(store, customer_since=today)
    plan_store(store, today=today, days=400)
    return rule


def entry(rule, **fields):
    return {
        "name": rule.name, "day_code": rule.day_code, "way": "call", "doer": "keeper", "lead_days": 0, "grace_days": 3,
        "guide": "您好", "is_active": "on", "seen": RuleForm(instance=rule).initial["seen"],
    } | fields  # fmt: skip


def test_what_a_change_does_is_shown_and_not_kept_until_saved(rule, manager, client_of):
    client, url = client_of(manager), reverse("campaigns:rule-update", args=[rule.pk])
    assert client.get(url).status_code == 200
    change = entry(rule, tiers=["A"])
    page = client.post(url, change | {"preview": "1"}, headers=HTMX)
    assert page.status_code == 200 and "alert-info" in page.content.decode()
    rule.refresh_from_db()
    assert rule.tiers == "" and Contact.objects.exists()
    assert client.post(url, change).status_code == 302
    rule.refresh_from_db()
    assert rule.tiers == "A" and not Contact.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"lead_days": 99}, {"grace_days": "x"}, {"name": ""}, {"tiers": ["Q"]}, {"way": "fax"}]
)
def test_a_wrong_entry_is_answered_in_the_form(rule, manager, client_of, wrong):
    url = reverse("campaigns:rule-update", args=[rule.pk])
    answer = client_of(manager).post(url, entry(rule, **wrong) | {"preview": "1"}, headers=HTMX)
    assert answer.status_code == 422 and answer["HX-Retarget"] == "#rule"
    assert "invalid-feedback" in answer.content.decode()
    assert client_of(manager).post(url, entry(rule, **wrong)).status_code == 422


def test_the_calendar_counts_what_is_planned_and_opens_into_the_day(store, assistant, manager, client_of, today):
    day = date(today.year + 1, 1, 1)
    make_contact(make_customer(store, name="王桂兰", keeper=assistant), on=day)
    make_contact(make_customer(store), on=day)
    month = reverse("campaigns:calendar") + f"?month={day:%Y-%m}"
    rows = f"{reverse('campaigns:contact-list')}?day={day.isoformat()}"
    for staff, count in ((assistant, 1), (manager, 2)):
        page = client_of(staff).get(month).content.decode()
        assert "元旦" in page and f">{count}<" in page and f"day={day.isoformat()}" in page
        assert client_of(staff).get(rows).content.decode().split("<tbody>")[1].count("<tr") == count


def test_a_notice_is_read_with_those_before_it(assistant, client_of, today):
    now = timezone.now()
    for n in range(3):
        make_message(assistant, due_at=now - timedelta(days=n), subject=f"今日{n}", body="1. 王姨")
    client, url = client_of(assistant), reverse("messaging:notice-list")
    page = client.get(url).content.decode()
    assert page.count("is-new") == 3 and "王姨" in page
    middle = Message.objects.get(subject="今日1")
    client.post(reverse("messaging:notice-read", args=[middle.pk]))
    assert client.get(url).content.decode().count("is-new") == 1


def test_somebody_elses_notice_is_not_found(assistant, manager, client_of, today):
    notice = make_message(assistant)
    assert client_of(manager).post(reverse("messaging:notice-read", args=[notice.pk])).status_code == 404


def test_the_clock_page_shows_the_nights_and_sends_a_test(store, manager, client_of, today):
    ClockRun.objects.create(job="schedule", day=today, started_at=timezone.now(), error="ValueError: no disk")
    client = client_of(manager)
    assert "no disk" in client.get(reverse("messaging:clock")).content.decode()
    test = reverse("messaging:clock-test")
    client.post(test)  # no address yet: a sentence, nothing sent
    assert not Message.objects.exists()
    manager.email = "boss@example.com"
    manager.save()
    client.post(test)
    client.post(test)
    message = Message.objects.get()
    assert (message.cause_kind, message.state, message.staff) == ("messaging.test", "waiting", manager)


def test_rules_are_shown_in_the_reader_language(store):
    rule = TouchpointRule(name="生日问候", name_en="Birthday")
    assert str(rule) == "生日问候"
