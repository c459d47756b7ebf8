"""The shell around every page: home, first steps, menu, notices, pages that say no."""

from contextlib import closing
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from dealercrm.views import HOMES
from messaging.models import Heartbeat
from tests.factories import NOW, make_customer, make_message, make_rule
from tests.pages import A_PAGE, FIRST_STEPS, HOME, text_of


def test_each_role_comes_home_to_its_own_page(client_of, owner, manager, assistant, care, crew, customer):
    make_rule(customer.store)
    for staff in (owner, manager, assistant, care, crew):
        assert client_of(staff).get(HOME)["Location"] == reverse(HOMES[staff.role])


def test_the_thumb_of_each_role_reaches_what_its_day_is_made_of(client_of, owner, assistant):
    def tabs(staff):
        page = text_of(client_of(staff).get(A_PAGE))
        nav = page[page.index('class="phone-tabs"') : page.index("data-bs-toggle", page.index('class="phone-tabs"'))]
        return [part.partition("</span>")[0] for part in nav.split("<span>")[1:]][:4]

    assert tabs(owner) == ["经营数据", "看板", "客户", "转介绍"]
    assert tabs(assistant)[:3] == ["今天", "客户", "转介绍"]


def test_a_visitor_is_sent_to_the_login_page(client, assistant):
    assert client.get(HOME)["Location"].startswith(reverse("stores:login"))


def test_the_owner_is_led_through_the_first_steps_until_they_are_done(client_of, owner, store):
    client = client_of(owner)
    assert client.get(HOME)["Location"] == FIRST_STEPS
    assert [step.is_done for step in client.get(FIRST_STEPS).context["steps"]] == [False, False, False]
    make_rule(store)
    assert [step.is_done for step in client.get(FIRST_STEPS).context["steps"]] == [True, False, False]
    assert client.get(HOME)["Location"] == FIRST_STEPS
    make_customer(store)
    assert client.get(HOME)["Location"] == reverse(HOMES[owner.role])


def test_the_menu_shows_what_the_role_may_open(client_of, owner, assistant, crew):
    staff_list, customers = (f'href="{reverse(name)}"' for name in ("stores:staff-list", "customers:customer-list"))
    shown = {staff.role: text_of(client_of(staff).get(A_PAGE)) for staff in (owner, assistant, crew)}
    assert staff_list in shown["owner"]
    assert customers in shown["owner"]
    assert staff_list not in shown["assistant"]
    assert customers in shown["assistant"]
    assert customers not in shown["crew"]


def test_the_entry_of_the_page_is_lit(client_of, owner):
    lit = f'href="{reverse("stores:staff-list")}" aria-current="page"'
    assert lit in text_of(client_of(owner).get(reverse("stores:staff-create")))
    assert lit not in text_of(client_of(owner).get(reverse("stores:store-list")))


def test_the_bell_counts_the_own_unread_notices(client_of, assistant, manager):
    make_message(assistant)
    make_message(assistant, due_at=NOW - timedelta(days=1), read_at=NOW)
    make_message(assistant, channel="email")
    make_message(assistant, due_at=NOW + timedelta(days=1), state="waiting")
    make_message(manager)
    assert client_of(assistant).get(A_PAGE).context["navigation"].unread == 1


@pytest.fixture
def long_awake(monkeypatch):
    """The house runs since yesterday."""
    monkeypatch.setattr(apps.get_app_config("messaging"), "awake_since", timezone.now() - timedelta(days=1))


def test_a_start_that_just_happened_is_no_alarm(client_of, manager, monkeypatch):
    def alarms():
        page = text_of(client_of(manager).get(reverse("messaging:clock")))
        return "clock-stopped" in page, 'class="stat is-bad"' in page

    campaigns = apps.get_app_config("messaging")
    assert campaigns.awake_since < timezone.now()  # noted when the program came up
    for beat in (None, timezone.now() - timedelta(hours=10)):  # a first start, and a morning's
        if beat:
            Heartbeat.objects.create(at=beat)
        monkeypatch.setattr(campaigns, "awake_since", timezone.now() - timedelta(minutes=4))
        assert alarms() == (False, False)
        monkeypatch.setattr(campaigns, "awake_since", timezone.now() - timedelta(minutes=6))
        assert alarms() == (True, True)


def test_leaders_see_when_the_clock_stands_still(client_of, manager, assistant, long_awake):
    def warned(staff):
        return "clock-stopped" in text_of(client_of(staff).get(A_PAGE))

    assert warned(manager)  # it never ran
    beat = Heartbeat.objects.create(at=timezone.now() - timedelta(minutes=4))
    assert not warned(manager)
    Heartbeat.objects.filter(pk=beat.pk).update(at=timezone.now() - timedelta(minutes=6))
    assert warned(manager)
    assert not warned(assistant)  # can do nothing about it


def test_the_shell_costs_three_questions(client_of, manager, django_assert_num_queries):
    client = client_of(manager)
    with django_assert_num_queries(3):  # session, person, all that the top of the page shows
        client.get(A_PAGE)


def test_health_tells_of_database_and_clock(client, db):
    assert client.get(reverse("health")).json() == {"database": "ok", "clock": None}
    Heartbeat.objects.create(at=timezone.now() - timedelta(seconds=30))
    assert 30 <= client.get(reverse("health")).json()["clock"] <= 60


def test_pages_allow_nothing_from_elsewhere(client, assistant):
    response = client.get(reverse("stores:login"))
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "style=" not in text_of(response)
    assert "http" not in text_of(response).replace("http://www.w3.org/2000/svg", "")


def test_no_page_made_for_one_person_is_kept_by_a_browser(client_of, assistant, client):
    assert client_of(assistant).get(reverse("customers:customer-list"))["Cache-Control"] == "private, no-store"
    with closing(client.get("/static/app.css")) as style:
        assert "no-store" not in style.get("Cache-Control", "")
