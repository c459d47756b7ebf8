"""What moves on the archive's pages: finding while typing, tabs, revealing a number, more lines, one tap."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from customers.models import Activity, Order
from tests.browser.conftest import DESK, PHONE
from tests.factories import TODAY, make_customer, make_signed_order, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_list_follows_what_is_typed(open_browser, store, assistant):
    make_customer(store, name="王伟")
    make_customer(store, name="仇国莉")
    page = open_browser(PHONE, assistant)
    page.goto("/customers/")
    expect(page.locator("#customers tbody tr")).to_have_count(2)
    page.locator("#q").press_sequentially("qgl")
    expect(page.locator("#customers tbody tr")).to_have_count(1)
    expect(page.locator("#customers tbody tr")).to_contain_text("仇国莉")
    expect(page).to_have_url(re.compile("q=qgl"))
    page.locator(".find .filter-button").first.click()
    page.locator("#status").select_option("old")
    page.locator("#filter-sheet .btn-close").click()
    expect(page.locator("#customers .empty")).to_be_visible()
    page.locator("#customers").get_by_role("link", name="看全部客户").click()
    expect(page.locator("#customers tbody tr")).to_have_count(2)


def test_the_owner_who_changes_the_store_chooses_among_its_keepers(open_browser, store, other_store, owner):
    make_staff(store, name="小刘")
    make_staff(other_store, name="小孙")
    page = open_browser(DESK, owner)
    page.goto("/customers/")
    page.locator("#store").select_option(str(other_store.pk))
    expect(page.locator("#keeper option", has_text="小孙")).to_have_count(1)
    expect(page.locator("#keeper option", has_text="小刘")).to_have_count(0)


def test_tabs_come_when_they_are_looked_at_and_a_number_when_it_is_asked_for(open_browser, store, customer):
    make_signed_order(customer)
    number = customer.phones.get().number
    page = open_browser(PHONE, make_staff(store, name="小孙"))
    page.goto(customer.get_absolute_url())
    page.locator("#tab-orders").click()
    expect(page.locator("#pane-orders")).to_contain_text("床垫")
    expect(page.locator("#phones")).not_to_contain_text(number)
    page.locator("#phones button").click()
    expect(page.locator(f"#phones a[href='tel:{number}']")).to_be_visible()
    page.reload()
    expect(page.locator("#pane-summary .timeline li")).to_have_count(1)
    assert Activity.objects.get().by_name == "小孙"


def test_more_lines_keep_what_was_typed(open_browser, customer, assistant):
    page = open_browser(DESK, assistant)
    page.goto(f"/customers/{customer.pk}/orders/new/")
    page.locator("[name=lines-0-product]").fill("仿古砖")
    page.locator("[name=lines-0-amount]").fill("4380")
    page.locator("button[name=more]").click()
    expect(page.locator("[name=lines-3-product]")).to_be_visible()
    page.locator("[name=lines-3-product]").fill("木门")
    page.locator("[name=lines-3-amount]").fill("620")
    page.locator("#order-form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("5,000")
    assert [line.product for line in Order.objects.get().lines.all()] == ["仿古砖", "木门"]


def test_the_crew_says_installed_with_one_tap(open_browser, store, crew):
    order = make_signed_order(make_customer(store), signed_on=TODAY, planned_install_on=timezone.localdate(), crew=crew)
    page = open_browser(PHONE, crew)
    page.goto("/customers/installations/")
    page.locator(".installation button").click()
    expect(page.locator("main [role=status]")).to_contain_text(order.customer.name)
    order.refresh_from_db()
    assert order.installed_on
