"""The archive's part of a day: a customer is found, opened, written down and changed, in a hand and at a desk."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from customers.actions.saved_views import save_view
from customers.actions.tiers import recompute_tiers
from customers.models import Customer, HomeItem, HouseholdMember, Order
from tests.browser.conftest import DESK, PHONE
from tests.browser.faults import faults
from tests.factories import TODAY, make_contact, make_customer, make_item, make_member, make_signed_order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HAND = PHONE | {"viewport": {"width": 360, "height": 640}}
DEVICES = pytest.mark.parametrize("place", [HAND, DESK], ids=["hand", "desk"])


@pytest.fixture
def neighbours(store, assistant):
    """Old customers with everything a row can tell, and newer leads, who come after them."""
    made = []
    for n, name in enumerate(("张小美", "王伟", "李萍", "仇国莉", "赵敏", "欧阳建国")):
        home = {"community": "建业海马九如府", "building": "14", "unit": "2", "room": f"10{n}"}
        customer = make_customer(store, name=name, keeper=assistant, phones=[f"1991111567{n}"], **home)
        make_signed_order(customer, signed_on=TODAY)
        make_contact(customer, on=timezone.localdate())
        made.append(customer)
    for name in ("潜客甲", "潜客乙"):
        make_customer(store, name=name)
    recompute_tiers(TODAY)
    return made


def rows_in_view(page):
    """How many rows a person sees whole: beneath the bar above, over the tabs below."""
    return page.evaluate(
        """() => {
            const tabs = document.querySelector(".phone-tabs").getBoundingClientRect();
            const bottom = tabs.height ? tabs.top : innerHeight;
            const top = document.querySelector(".top-bar").getBoundingClientRect().bottom;
            return [...document.querySelectorAll(".customers tbody tr")].map((row) => row.getBoundingClientRect())
                .filter((row) => row.top >= top && row.bottom <= bottom).length;
        }"""
    )


def is_in_reach(page, locator):
    """Whole in view, and nothing lies over its middle."""
    expect(locator).to_be_in_viewport(ratio=1)
    return locator.evaluate(
        """part => {
            const box = part.getBoundingClientRect();
            const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return part.contains(there) || there.contains(part);
        }"""
    )


@DEVICES
@pytest.mark.parametrize("who", ["assistant", "manager"])
def test_the_list_shows_old_customers_at_once_and_a_row_opens_by_its_whole_width(
    request, open_browser, neighbours, place, who
):
    staff = request.getfixturevalue(who)
    view = save_view(name="九如府", query="community=建业海马九如府&tier=A", by=staff)
    page = open_browser(place, staff)
    for address in ("/customers/", f"/customers/?{view.query}"):
        assert list(faults(page, address)) == []
        assert rows_in_view(page) >= 4
        assert "潜客" not in page.locator(".customers tbody tr").first.inner_text()
    row = page.locator(".customers tbody tr").nth(1)
    name, box = row.locator("th a").inner_text(), row.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + box["height"] / 2)
    expect(page.locator("h1")).to_contain_text(name)


@DEVICES
@pytest.mark.parametrize("typed", ["5673", "qgl"])
def test_a_customer_is_found_by_four_digits_or_initials_and_opened(open_browser, neighbours, assistant, place, typed):
    page = open_browser(place, assistant)
    page.goto("/customers/")
    page.locator("#q").fill(typed)
    expect(page.locator(".customers tbody tr")).to_have_count(1)
    page.locator(".customers tbody tr").click()
    expect(page.locator("h1")).to_contain_text("仇国莉")
    expect(page.locator(".now")).to_be_in_viewport()
    assert list(faults(page, page.url)) == []


@DEVICES
def test_who_is_not_found_is_written_down_with_a_child_without_scrolling_for_the_button(
    open_browser, store, assistant, place
):
    page = open_browser(place, assistant)
    page.goto("/customers/")
    page.locator("#q").fill("13912345679")
    page.get_by_role("link", name="新建客户“13912345679”").click()
    expect(page.locator("#id_phones")).to_have_value("13912345679")
    page.locator("#id_name").fill("孙大姐")
    page.locator("#id_community").fill("万科城")
    page.locator("#id_child-birthday_0").fill("5岁")
    save = page.locator(".form-bar .btn-primary")
    assert is_in_reach(page, save)
    save.click()
    expect(page.get_by_role("status").filter(has_text="孙大姐")).to_be_in_viewport()
    expect(page.locator("h1")).to_contain_text("孙大姐")
    customer = Customer.objects.get(name="孙大姐")
    assert HouseholdMember.objects.get(customer=customer).age_band == "3-6"


@DEVICES
def test_an_order_is_written_down_signed_and_installed_in_one_save(open_browser, customer, assistant, place):
    page = open_browser(place, assistant)
    page.goto(reverse("customers:order-create", args=[customer.pk]))
    page.locator("[name=lines-0-product]").fill("床垫")
    page.locator("[name=lines-0-amount]").fill("6800")
    today = timezone.localdate().isoformat()
    page.locator("[name=signed_on]").fill(today)
    page.locator("[name=installed_on]").fill(today)
    save = page.locator(".form-bar .btn-primary")
    assert is_in_reach(page, save)
    save.click()
    expect(page.get_by_role("status")).to_be_in_viewport()
    expect(page.locator("h1")).to_contain_text("已安装")
    order = Order.objects.get()
    assert order.signed_on == order.installed_on == timezone.localdate()


@DEVICES
def test_what_is_taken_out_is_said_and_comes_back_lit_up(open_browser, customer, assistant, place):
    item = make_item(customer, product="餐边柜", state="missing")
    make_member(customer, name="王桂英")
    page = open_browser(place, assistant)
    page.goto(f"{customer.get_absolute_url()}?tab=homes")
    made = page.locator(f"#homeitem-{item.pk}")
    made.get_by_role("button", name="移除").click()
    expect(made).to_have_count(0)
    toast = page.locator(".toast").filter(has_text="移")
    expect(toast).to_be_in_viewport()
    assert is_in_reach(page, toast.get_by_role("button", name="撤销"))
    toast.get_by_role("button", name="撤销").click()
    expect(made).to_be_in_viewport()
    expect(made).to_have_class("part is-made")
    assert HomeItem.objects.get().product == "餐边柜"


@DEVICES
def test_a_form_of_a_part_opens_in_view_and_what_it_made_is_shown(open_browser, customer, assistant, place):
    page = open_browser(place, assistant)
    page.goto(customer.get_absolute_url())
    page.locator("#tab-household").click()
    page.get_by_role("link", name="添加成员").click()
    form = page.locator("#pane-household form")
    expect(form.locator("[name=relation]")).to_be_in_viewport()
    form.locator("[name=relation]").select_option("parent")
    form.locator("[name=name]").fill("王桂英")
    form.get_by_role("button", name="保存").click()
    made = page.locator("#pane-household .is-made")
    expect(made).to_contain_text("王桂英")
    expect(made).to_be_in_viewport()
    expect(page.locator(".toast")).to_be_in_viewport()


@pytest.mark.parametrize("address", ["list", "page", "new", "order"])
def test_a_page_in_a_hand_is_light_and_without_a_fault(open_browser, neighbours, assistant, address):
    pk = neighbours[0].pk
    url = {
        "list": "/customers/", "page": f"/customers/{pk}/", "new": "/customers/new/",
        "order": f"/customers/{pk}/orders/new/",
    }[address]  # fmt: skip
    page = open_browser(HAND, assistant)
    assert list(faults(page, url)) == []
