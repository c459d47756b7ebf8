"""What moves around every page: menu, language, notices, and no double entries."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
A_PAGE = reverse("stores:password-change")


def test_a_thumb_finds_the_menu_and_the_way_out(open_browser, assistant):
    page = open_browser(PHONE, assistant)
    page.goto(A_PAGE)
    page.locator(".phone-tabs button").tap()
    sheet = page.locator("#more")
    expect(sheet).to_be_visible()
    for target in page.locator(".phone-tabs > *, #more .dropdown-item").all():
        assert round(target.bounding_box()["height"]) >= 44
    sheet.locator(f"form[action='{reverse('stores:logout')}'] button").tap()
    expect(page).to_have_url(re.compile(reverse("stores:login")))


def test_english_is_one_press_away_and_stays(open_browser, owner):
    page = open_browser(DESK, owner)
    page.goto(A_PAGE)
    page.locator(".who-menu > button").click()
    page.locator(".who-menu button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.goto(reverse("stores:staff-list"))
    expect(page.locator("h1")).to_have_text("Staff")


def test_a_button_pressed_twice_sends_once(open_browser, owner):
    page = open_browser(DESK, owner)
    page.goto(reverse("stores:store-create"))
    page.fill("[name=name]", "南区店")
    page.fill("[name=code]", "south")
    sent = []
    page.on("request", lambda asked: asked.method == "POST" and sent.append(asked.url))
    page.locator("main form button").dblclick()
    expect(page).to_have_url(re.compile(reverse("stores:store-list")))
    assert len(sent) == 1


def test_a_fragment_that_fails_is_said_aloud(open_browser, owner):
    page = open_browser(DESK, owner)
    page.goto(A_PAGE)
    for offline, words in ((False, "failed"), (True, "noSignal")):
        page.context.set_offline(offline)
        page.evaluate("void htmx.ajax('GET', '/nowhere/', '#notices').catch(() => null)")
        expect(page.locator(".toast").last).to_contain_text(page.evaluate("key => document.body.dataset[key]", words))


def test_a_session_that_ended_leads_from_a_fragment_to_the_login_page(open_browser, owner):
    page = open_browser(DESK, owner)
    page.goto(A_PAGE)
    page.context.clear_cookies()
    page.evaluate("url => void htmx.ajax('GET', url, '#notices')", A_PAGE)
    expect(page).to_have_url(re.compile(reverse("stores:login")))
