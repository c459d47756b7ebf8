"""A day of the crew, of customer care and of the owner, in a small hand and at a desk: what a person needs is seen."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from campaigns.models import Doer
from tests.browser import conftest
from tests.browser.faults import CHARTS, PHONE_PAGE, answers_to, faults, weight
from tests.factories import make_contact, make_customer, make_referral, make_rule, make_signed_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HAND = conftest.PHONE | {"viewport": {"width": 360, "height": 640}}
DESK = conftest.DESK | {"viewport": {"width": 1280, "height": 800}}
SCREENS = pytest.mark.parametrize("screen", [HAND, DESK], ids=["360", "1280"])


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def jobs(store, crew, today):
    """One for tomorrow, one for today and one overdue, written down in this order."""
    signed = today - timedelta(days=20)
    days = {"明天家": today + timedelta(days=1), "今天家": today, "昨天家": today - timedelta(days=1)}
    for name, day in days.items():
        customer = make_customer(store, name=name, community="万科城")
        make_signed_order(customer, signed_on=signed, planned_install_on=day, crew=crew)


@SCREENS
def test_the_crew_reports_the_next_job_and_takes_a_slip_back(open_browser, crew, jobs, screen):
    page = open_browser(screen, crew)
    page.goto(reverse("customers:installation-list"))
    cards = page.locator(".jobs > article")
    expect(cards.first).to_contain_text("今天家")
    next_one = cards.first.locator(".report")
    assert is_in_view(page, next_one)
    fills = [button.evaluate("e => getComputedStyle(e).backgroundColor") for button in page.locator(".report").all()]
    assert fills.count(fills[0]) == 1, "only the next job has the main button"

    next_one.click()
    told = page.locator(".installed")
    expect(told).to_contain_text("今天家")
    assert is_in_view(page, told)
    told.locator("button").click()
    expect(page.locator(".jobs > article", has_text="今天家")).to_be_visible()

    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    folded = page.locator("details.folded-day", has_text="明天")
    folded.locator("summary").click()
    folded.locator(".report").click()
    assert len(asked) == 1 and "明天家" in asked[0]
    expect(page.locator(".installed")).to_have_count(0)


@SCREENS
def test_care_finds_whom_to_call_and_every_row_opens_by_its_whole_width(open_browser, store, care, today, screen):
    rule = make_rule(store, trigger="after_install", after_days=7, doer=Doer.CARE)
    for n in range(6):
        customer = make_customer(store, name=f"回访{n}", community="万科城")
        make_contact(customer, rule=rule, on=today - timedelta(days=n), doer=Doer.CARE, assignee=None)
    page = open_browser(screen, care)
    page.goto(reverse("campaigns:today"))
    assert is_in_view(page, page.locator("article.touchpoint").first.locator("a, button, summary").first)
    assert "回访5" in page.locator("article.touchpoint").first.inner_text(), "the latest in coming is called first"

    page.goto(reverse("campaigns:contact-list"))
    rows = page.locator("tbody tr")
    assert sum(is_in_view(page, row) for row in rows.all()) >= 4
    opens_by_its_whole_width(page, rows.nth(1))

    page.goto(reverse("campaigns:calendar") + f"?week={today}")
    page.locator("[aria-current=date]").click()
    expect(page).to_have_url(re.compile("day="))


@SCREENS
def test_the_owner_sees_how_it_goes_and_who_brings_us_the_most(
    open_browser, store, other_store, owner, assistant, today, screen
):
    for n in range(7):
        customer = make_customer(store, name=f"介绍人{n}", keeper=assistant)
        make_signed_order(customer, signed_on=today, installed_on=today)
        for __ in range(7 - n):
            make_referral(customer)
    page = open_browser(screen, owner)
    page.goto(reverse("insights:dashboard"))
    assert is_in_view(page, page.locator(".figure-value").first)
    page.locator(".spans a", has_text="本季度").click()
    expect(page.locator(".spans [aria-current]")).to_have_text("本季度")
    page.get_by_role("link", name="谁介绍得最多").click()
    rows = page.locator("tbody tr")
    expect(rows.first).to_contain_text("介绍人0")
    assert sum(is_in_view(page, row) for row in rows.all()) >= (4 if screen is HAND else 7)
    opens_by_its_whole_width(page, rows.nth(2))

    page.goto(reverse("campaigns:board"))
    expect(page.locator("h1")).to_contain_text("全部门店")
    opens_by_its_whole_width(page, page.locator("tbody tr", has_text="西区店"))
    expect(page.locator("h1")).to_contain_text("西区店")


def test_what_a_rule_would_do_opens_in_view(open_browser, store, owner, assistant, today):
    rule = make_rule(store, trigger="festival", day_code="spring_festival")
    page = open_browser(HAND, owner)
    page.goto(reverse("campaigns:rule-update", args=[rule.pk]))
    page.locator("[name=preview]").tap()
    told = page.locator("#effect .alert")
    expect(told).to_be_visible()
    assert is_in_view(page, told)


@SCREENS
def test_pages_weigh_little_and_are_readable_for_everybody(open_browser, rows, crew, care, owner, screen):
    names = {
        crew: ["customers:installation-list"],
        care: ["campaigns:today", "campaigns:calendar"],
        owner: ["insights:dashboard", "insights:referrer-list", "campaigns:board", "campaigns:rule-list"],
    }
    for staff, pages in names.items():
        for name in pages:
            page = open_browser(screen, staff)
            answers = answers_to(page)
            assert list(faults(page, reverse(name))) == [], name
            most = CHARTS if staff == owner else PHONE_PAGE
            bytes_sent = sum(map(weight, answers))
            assert bytes_sent <= most, (name, bytes_sent)


def is_in_view(page, target):
    """The whole of it, below the bar on top and above the tabs of a phone."""
    box = target.bounding_box()
    tabs = page.locator(".phone-tabs")
    bottom = tabs.bounding_box()["y"] if tabs.is_visible() else page.viewport_size["height"]
    return box is not None and box["y"] >= 0 and box["y"] + box["height"] <= bottom + 1


def opens_by_its_whole_width(page, row):
    row.evaluate("row => row.scrollIntoView({ block: 'center', behavior: 'instant' })")
    before, box = page.url, row.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 6, box["y"] + 6)
    expect(page).not_to_have_url(before)
