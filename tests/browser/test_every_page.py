"""Every page, at a desk and in a hand: readable for everybody and no wider than the screen."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.browser.conftest import DESK, PHONE
from tests.browser.faults import PHONE_PAGE, answers_to, faults, weight
from tests.doors import DOORS, address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LEFT_BY = {"stores:logout", "stores:login", "stores:setup"}  # lead away from who is logged in


def pages_of(staff, rows):
    """(name, address) of every whole page this person can open."""
    client = Client()
    client.force_login(staff)
    for name in DOORS.keys() - LEFT_BY:
        url = address(name, rows)
        response = client.get(url)
        if response.streaming:  # a file
            continue
        if response.status_code == 200 and b"<!doctype html>" in response.content[:200].lower():
            yield name, url


def test_pages_are_sound_at_the_owners_desk(open_browser, owner, rows):
    page = open_browser(DESK, owner)
    found = {name: list(faults(page, url)) for name, url in pages_of(owner, rows)}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pages_are_sound_in_a_hand(open_browser, crew, assistant, manager, rows):
    """Each page as the first of these who may open it sees it; and light, all that belongs to it counted."""
    found = {}
    for staff in (crew, assistant, manager):
        page = open_browser(PHONE, staff)
        answers = answers_to(page)
        for name, url in pages_of(staff, rows):
            if name not in found:
                answers.clear()
                found[name] = list(faults(page, url))
                bytes_sent = sum(map(weight, answers))
                if bytes_sent > PHONE_PAGE:
                    found[name].append(f"{bytes_sent} bytes")
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_pages_before_the_login_are_sound(open_browser, assistant):
    for device in (DESK, PHONE):
        assert list(faults(open_browser(device), reverse("stores:login"))) == []


def test_the_first_page_of_an_empty_house_is_sound(open_browser):
    for device in (DESK, PHONE):
        assert list(faults(open_browser(device), reverse("stores:setup"))) == []
