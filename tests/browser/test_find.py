"""Finding, and doing something to all that were found, as a person does it at a desk and in a hand."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from customers.actions.saved_views import save_view
from customers.models import OwnField, Tag
from tests.browser.conftest import DESK, PHONE


@pytest.mark.parametrize("device", [DESK, PHONE], ids=["desk", "phone"])
def test_a_filter_is_added_a_list_narrowed_and_all_of_it_tagged(shop, manager, live_server, browser, assets, device):
    client, style, tag = Client(), OwnField.objects.get(label="风格"), Tag.objects.get(name="老邻居")
    client.force_login(manager)
    save_view(name="老教师", query="occupation=教师", by=manager, is_shared=True)
    context = browser.new_context(**device, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{live_server.url}/customers/?spent_from=1&sort=tier")
    if device is PHONE:
        page.locator(".find .filter-button").first.click()
    page.select_option("select[name=add]", f"own{style.pk}")
    expect(page.locator("fieldset.condition")).to_have_count(2)
    page.locator(f"[name=own{style.pk}][value=美式] + label").click()
    expect(page.locator(".filter-chips li")).to_have_count(3)
    expect(page.locator(".customers tbody tr")).to_have_count(1)
    assert "status=" not in page.url and f"own{style.pk}=" in page.url
    if device is PHONE:
        page.locator("#filter-sheet .btn-close").click()
    page.click(".bulk-verbs summary")
    page.click("button[value=all]")
    page.select_option("select[name=target]", str(tag.pk))
    page.click("main form .btn-primary")
    expect(page.locator(".customers tbody tr")).to_have_count(1)
    assert set(tag.tagged.values_list("customer__name", flat=True)) == {"张小美", "王伟"}
    for name in ("customer-list", "tag-list", "own-field-list", "own-field-create", "view-list"):
        page.goto(live_server.url + reverse(f"customers:{name}"))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    context.close()
    assert errors == []


def test_on_a_shared_computer_a_list_ends_with_the_login(shop, assistant, live_server, browser, assets):
    client = Client()
    client.force_login(assistant)
    context = browser.new_context(**DESK, locale="zh-CN")
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"{live_server.url}/customers/")
    page.fill("#q", "张小")
    expect(page.locator(".customers tbody tr")).to_have_count(1)
    page.select_option("select[name=status]", "lead")
    expect(page.locator(".customers tbody tr")).to_have_count(0)
    page.go_back()  # asks again rather than remembers
    expect(page.locator(".customers tbody tr")).to_have_count(1)
    assert "张小美" not in page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    page.click("header .dropdown-toggle >> nth=-1")
    page.click("form[action$='/logout/'] button")
    page.wait_for_url("**/login/**")
    page.go_back()
    page.wait_for_load_state()
    assert "张小美" not in page.content()
    context.close()
