"""Every page, at a desk and in a hand: readable for everybody and no wider than the screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.test_doors import DOORS, address
from tests.test_doors import rows as rows  # a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
LEFT_BY = {"stores:logout", "stores:login", "stores:setup"}  # lead away from who is logged in


def pages_of(staff, rows):
    """(name, address) of every whole page this person can open."""
    client = Client()
    client.force_login(staff)
    for name in DOORS.keys() - LEFT_BY:
        url = address(name, rows)
        response = client.get(url)
        if response.status_code == 200 and b"<!doctype html>" in response.content[:200].lower():
            yield name, url


def faults(page, url):
    """What is wrong with the page, in words; nothing if all is well."""
    page.goto(url)
    expect(page.locator(".htmx-request")).to_have_count(0)  # tabs and lists that the page fetches by itself
    for violation in Axe().run(page, options=RULES).response["violations"]:
        yield f"{violation['id']}: {violation['nodes'][0]['html'][:150]}"
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        yield f"{width} px wide"
    if not page.evaluate("document.querySelector('h1')?.textContent.trim()"):
        yield "no heading"


def test_pages_are_sound_at_the_owners_desk(open_browser, owner, rows):
    page = open_browser(DESK, owner)
    found = {name: list(faults(page, url)) for name, url in pages_of(owner, rows)}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pages_are_sound_in_a_hand(open_browser, crew, assistant, manager, rows):
    """Each page as the first of these who may open it sees it."""
    found = {}
    for staff in (crew, assistant, manager):
        page = open_browser(PHONE, staff)
        for name, url in pages_of(staff, rows):
            if name not in found:
                found[name] = list(faults(page, url))
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pages_before_the_login_are_sound(open_browser, assistant):
    for device in (DESK, PHONE):
        assert list(faults(open_browser(device), reverse("stores:login"))) == []


def test_the_first_page_of_an_empty_house_is_sound(open_browser):
    for device in (DESK, PHONE):
        assert list(faults(open_browser(device), reverse("stores:setup"))) == []
