"""The shell around every page: home, first steps, menu, notices, pages that say no."""

import json
from contextlib import closing
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path, reverse
from django.utils import timezone

from dealercrm.lib.errors import Refused
from dealercrm.middleware import messages_for_fragments
from dealercrm.views import HOMES
from messaging.models import Heartbeat, Message
from stores.access import public
from tests.factories import NOW, TODAY, make_customer, make_rule

HOME, FIRST_STEPS, A_PAGE = reverse("home"), reverse("first-steps"), reverse("stores:password-change")


def forgotten(request):
    return HttpResponse("nobody thought about who may come in")


@public
def broken(request):
    raise ZeroDivisionError


@public
def refusing(request):
    raise Refused("The order is signed already.")


urlpatterns = [
    path("", include("dealercrm.urls")),
    path("forgotten/", forgotten),
    path("broken/", broken),
    path("refusing/", refusing),
]
own_urls = pytest.mark.urls(__name__)


def text_of(response):
    return response.content.decode()


def test_each_role_comes_home_to_its_own_page(client_of, owner, manager, assistant, care, crew, customer):
    make_rule(customer.store)
    for staff in (owner, manager, assistant, care, crew):
        assert client_of(staff).get(HOME)["Location"] == reverse(HOMES[staff.role])


def test_the_address_of_a_button_says_that_it_is_no_page(client_of, manager, customer):
    response = client_of(manager).get(reverse("customers:customer-give-keeper", args=[customer.pk]))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "回首页" in text_of(response)


def test_a_choice_not_made_yet_says_so_in_words(client_of, owner):
    page = text_of(client_of(owner).get(reverse("stores:staff-create")))
    assert "请选择" in page and "-----" not in page


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


def notice_for(staff, **fields):
    fields = {
        "kind": "digest",
        "channel": "app",
        "state": "sent",
        "day": TODAY,
        "due_at": NOW,
        "expires_at": NOW,
    } | fields
    return Message.objects.create(staff=staff, **fields)


def test_the_bell_counts_the_own_unread_notices(client_of, assistant, manager):
    notice_for(assistant)
    notice_for(assistant, day=TODAY - timedelta(days=1), read_at=NOW)
    notice_for(assistant, channel="email")
    notice_for(assistant, day=TODAY + timedelta(days=1), state="waiting")
    notice_for(manager)
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


def test_a_page_that_is_not_there_or_not_yours_says_so_in_words(client_of, crew):
    client = client_of(crew)
    for url, status in (("/nowhere/", 404), (reverse("stores:staff-list"), 403)):
        response = client.get(url)
        assert response.status_code == status
        assert "<h1>" in text_of(response)


@own_urls
@pytest.mark.logs_errors
def test_a_broken_page_apologises_and_shows_no_trace():
    response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
    assert "<h1>" in text_of(response)
    assert "ZeroDivisionError" not in text_of(response)


def test_the_apology_needs_neither_database_nor_context():
    assert "<h1>" in render_to_string("500.html")


@own_urls
@pytest.mark.logs_errors
def test_a_view_that_does_not_say_who_may_come_in_stays_shut():
    response = Client(raise_request_exception=False).get("/forgotten/")
    assert response.status_code == 500
    assert "nobody thought" not in text_of(response)


@own_urls
def test_a_refusal_goes_back_where_the_person_was_with_the_sentence_on_top(client_of, assistant):
    client = client_of(assistant)
    response = client.post("/refusing/", headers={"Referer": f"http://testserver{A_PAGE}"}, follow=True)
    assert response.redirect_chain == [(A_PAGE, 302)]
    assert "The order is signed already." in text_of(response)


@own_urls
def test_a_refusal_from_nowhere_or_elsewhere_is_a_page_of_its_own(client_of, assistant):
    for headers in ({}, {"Referer": "https://evil.test/x"}):
        response = client_of(assistant).post("/refusing/", headers=headers)
        assert response.status_code == 422
        assert "The order is signed already." in text_of(response)
        assert "evil" not in text_of(response)


@own_urls
def test_a_refusal_of_a_fragment_leaves_what_was_being_edited(client_of, assistant):
    response = client_of(assistant).post("/refusing/", headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert response["HX-Retarget"] == "#notices"
    assert "The order is signed already." in text_of(response)
    assert "<html" not in text_of(response)


def test_what_a_view_says_reaches_the_person_also_beside_a_fragment(rf):
    def view(request):
        messages.success(request, "已保存。")
        return HttpResponse("<p>a fragment</p>")

    def ask(htmx):
        request = rf.get("/")
        request.htmx, request._messages = htmx, CookieStorage(request)
        return messages_for_fragments(view)(request)

    assert json.loads(ask(htmx=True)["HX-Trigger"]) == {"notices": [{"text": "已保存。", "level": "success"}]}
    assert "HX-Trigger" not in ask(htmx=False)


def test_an_error_page_is_styled_by_hashed_files_and_stands_without_their_manifest(settings, tmp_path):
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    assert '"/static/app.css"' in render_to_string("500.html")
    manifest = {"version": "1.1", "paths": {"app.css": "app.0123456789ab.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    settings.STORAGES = dict(settings.STORAGES)  # read the manifest anew
    assert '"/static/app.0123456789ab.css"' in render_to_string("500.html")


def test_a_character_no_database_keeps_is_answered_with_a_sentence(manager, client_of):
    client, sentence = client_of(manager), "有字符无法保存"
    for address in ("customers:customer-list", "customers:duplicate-check"):
        page = client.get(reverse(address), {"community": "万科\0城", "name": "张"})
        assert page.status_code == 400 and sentence in page.text
    page = client.post(reverse("customers:tag-create"), {"name": "老\0业主"})
    assert page.status_code == 400 and sentence in page.text
    fragment = client.get(reverse("customers:customer-list"), {"community": "\0"}, headers={"HX-Request": "true"})
    assert fragment.status_code == 422 and sentence in fragment.text and "<html" not in fragment.text
