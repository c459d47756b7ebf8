"""Household, homes and kinds as a person at a desk and with a phone works on them."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from customers.models import DistributorProfile, Home, HomeItem, HouseholdMember, Tie
from tests.browser.conftest import DESK, PHONE
from tests.factories import make_customer, make_item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_a_member_is_added_in_the_tab_and_a_child_without_age_is_asked_for_it(open_browser, assistant, screen):
    customer = make_customer(assistant.store, keeper=assistant)
    page = open_browser(screen, assistant)
    page.goto(f"{customer.get_absolute_url()}?tab=household")
    tab = page.locator("#pane-household")
    tab.scroll_into_view_if_needed()
    tab.locator("a.btn-touch").click()
    page.select_option("#id_relation", "child")
    page.fill("#id_birthday_0", "5月3日")
    tab.locator("form button.btn-primary").click()
    expect(tab.locator(".invalid-feedback")).to_contain_text("14")
    expect(page.locator("#id_birthday_0")).to_be_focused()
    page.fill("#id_birthday_0", "2020年5月3日")
    tab.locator("form button.btn-primary").click()
    expect(tab.locator("article.part")).to_contain_text("3-6")
    assert HouseholdMember.objects.get().birthday is None


def test_what_is_missing_in_a_home_is_noted_and_taken_out_again(open_browser, assistant):
    customer = make_customer(assistant.store, keeper=assistant)
    make_item(customer)
    page = open_browser(PHONE, assistant)
    page.goto(f"{customer.get_absolute_url()}?tab=homes")
    tab = page.locator("#pane-homes")
    tab.scroll_into_view_if_needed()
    tab.locator(".home a[href$='/items/new/']").click()
    page.fill("#id_product", "餐边柜")
    page.select_option("#id_state", "missing")
    tab.locator("form button.btn-primary").click()
    expect(tab.locator(".state-missing")).to_be_visible()
    page.locator("#tab-summary").click()
    expect(page.locator("#pane-summary")).to_contain_text("餐边柜")
    page.locator("#tab-homes").click()
    page.on("dialog", lambda dialog: dialog.accept())
    tab.locator("article.part", has_text="餐边柜").locator("form button").click()
    expect(tab.locator("article.part")).to_have_count(1)
    assert HomeItem.objects.get().product == "布艺沙发"


def test_a_colleagues_change_meanwhile_is_said_where_one_looks(open_browser, assistant):
    customer = make_customer(assistant.store, keeper=assistant)
    home = make_item(customer).home
    page = open_browser(PHONE, assistant)
    page.goto(f"{customer.get_absolute_url()}?tab=homes")
    tab = page.locator("#pane-homes")
    tab.scroll_into_view_if_needed()
    tab.locator(f"a[href='/customers/homes/{home.pk}/edit/']").click()
    page.fill("#id_notes", "有院子")
    Home.objects.filter(pk=home.pk).update(area=99)
    tab.locator("form button.btn-primary").click()
    expect(tab.locator(".alert-danger")).to_contain_text("99")
    expect(tab.locator(".alert-danger")).to_be_in_viewport()
    tab.locator("form button.btn-primary").click()
    expect(tab.locator(".home")).to_contain_text("有院子")


def test_what_is_wrong_far_below_is_led_to(open_browser, assistant):
    page = open_browser(PHONE, assistant)
    page.goto(reverse("customers:customer-create"))
    page.fill("#id_name", "仇国莉")
    page.fill("#id_phones", "19911115678")
    page.locator(".rest > summary").click()
    page.fill("#id_birthday_0", "1985年")
    page.locator("main form button.btn-primary").click()
    expect(page.locator("#id_birthday_0")).to_be_focused()
    expect(page.locator("#id_birthday_0")).to_be_in_viewport()


def test_the_fields_of_a_kind_show_when_it_is_chosen_and_who_brought_them_is_picked(open_browser, assistant):
    friend = make_customer(assistant.store, name="林老板")
    page = open_browser(DESK, assistant)
    page.goto(reverse("customers:customer-create"))
    page.fill("#id_name", "仇国莉")
    page.fill("#id_phones", "19911115678")
    page.locator(".rest > summary").click()
    expect(page.locator("#id_distributor-sells")).to_be_hidden()
    page.select_option("#id_kind", "distributor")
    expect(page.locator("#id_designer-studio")).to_be_hidden()
    page.fill("#id_distributor-sells", "木门")
    page.locator("#id_introduced_by").press_sequentially("林老")
    page.get_by_label("林老板").check()
    page.locator("form.card button.btn-primary").click()
    expect(page.locator("h1")).to_contain_text("仇国莉")
    profile = DistributorProfile.objects.select_related("customer").get()
    assert (profile.sells, profile.customer.introduced_by) == ("木门", friend)


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
def test_the_circle_is_drawn_at_a_desk_and_when_a_phone_asks_for_it(open_browser, assistant, screen):
    customer = make_customer(assistant.store, keeper=assistant)
    Tie.objects.create(first=customer, second=make_customer(assistant.store, name="邻居"), relation="neighbour")
    page = open_browser(screen, assistant)
    page.goto(reverse("referrals:circle", args=[customer.pk]))
    if screen is PHONE:
        expect(page.locator("#circle-chart")).to_be_hidden()
        page.click("#circle-ask")
    expect(page.locator("#circle-chart svg")).to_be_visible()
    expect(page.locator("#circle-chart svg")).to_contain_text("邻居")
