"""Homes, what stands in them, and how orders fill and empty them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from customers import facts
from customers.actions.homes import add_home, add_item, change_home, put_into_home, remove_home
from customers.actions.orders import cancel_order, install_order, return_order, write_order
from customers.categories import load_categories
from customers.models import Activity, Home, HomeItem, OrderLine
from dealercrm.lib.errors import Refused
from tests.factories import TODAY, make_customer, make_item, make_signed_order

HTMX = {"HX-Request": "true"}


def url(name, pk):
    return reverse(f"customers:{name}", args=[pk])


def standing(customer):
    return sorted(HomeItem.objects.filter(home__customer=customer).values_list("product", flat=True))


@pytest.fixture
def installed(customer, assistant):
    customer.community, customer.room = "万科城", "1191"
    customer.save()
    order = make_signed_order(customer, lines=("布艺沙发", "餐桌"), signed_on=TODAY - timedelta(days=9))
    order.lines.update(category_id=None)
    install_order(order, by=assistant, on=TODAY, today=TODAY)
    return order


def test_a_family_lives_in_one_of_its_homes(customer, assistant):
    first = add_home(Home(customer=customer, label="万科城", is_main=False), by=assistant)
    second = add_home(Home(customer=customer, label="海边", is_main=False), by=assistant)
    assert first.is_main and not second.is_main
    change_home(second, by=assistant, is_main=True)
    assert [home.is_main for home in Home.objects.order_by("pk")] == [False, True]
    with pytest.raises(Refused):
        change_home(Home.objects.get(pk=second.pk), by=assistant, is_main=False)
    remove_home(Home.objects.get(pk=second.pk), by=assistant)
    assert Home.objects.get().is_main


def test_what_is_installed_stands_in_the_home_as_ours(installed, customer):
    home = Home.objects.get()
    assert str(home) == "万科城 1191" and home.is_main
    items = list(HomeItem.objects.order_by("pk"))
    assert [(item.product, item.bought_from_us, item.bought_on) for item in items] == [
        ("布艺沙发", True, TODAY), ("餐桌", True, TODAY),
    ]  # fmt: skip


def test_a_changed_order_changes_the_home_and_keeps_what_was_noted_of_the_rest(installed, customer, assistant):
    HomeItem.objects.filter(product="餐桌").update(notes="漆面有划痕", state="worn")
    lines = [OrderLine(product=name, amount=Decimal(1)) for name in ("餐桌", "茶几")]
    installed.refresh_from_db()
    write_order(installed, lines=lines, by=assistant, today=TODAY)
    assert standing(customer) == ["茶几", "餐桌"]
    table = HomeItem.objects.get(product="餐桌")
    assert (table.notes, table.state, table.order_line.order) == ("漆面有划痕", "worn", installed)


@pytest.mark.parametrize("verb", [cancel_order, return_order])
def test_what_came_back_stands_there_no_more(installed, customer, assistant, verb):
    make_item(customer, product="老书柜")
    verb(installed, by=assistant, reason="不合适", on=TODAY, today=TODAY)
    assert standing(customer) == ["老书柜"]


def test_what_was_bought_before_is_put_into_a_home_once(customer, assistant):
    order = make_signed_order(customer, lines=("木门", "橱柜"), installed_on=TODAY)
    make_signed_order(customer, lines=("没装的灯",))
    home = add_home(Home(customer=customer), by=assistant)
    assert put_into_home(home, by=assistant) == 2
    assert standing(customer) == ["木门", "橱柜"]
    assert Activity.objects.get(kind=facts.ORDER_FURNISHED).subject_id == order.pk
    with pytest.raises(Refused):
        put_into_home(home, by=assistant)


def test_an_item_gets_the_category_its_words_point_to(customer, assistant):
    load_categories()
    home = add_home(Home(customer=customer), by=assistant)
    assert add_item(HomeItem(home=home, product="布艺沙发三人位"), by=assistant).category_id == "sofa_fabric"


def test_homes_and_things_are_kept_on_the_customers_page_and_say_what_is_needed(customer, assistant, client_of):
    load_categories()
    client = client_of(assistant)
    sent = {"label": "新房", "kind": "bare", "renovation_round": "1", "area": "128.5", "handed_over_on": "2015-03-01"}
    assert "128.5" in client.post(url("home-create", customer.pk), sent, headers=HTMX).content.decode()
    home = Home.objects.get()
    sofa = {"product": "布艺沙发", "state": "good", "brand": "某牌", "bought_on": "2018-05-01"}
    client.post(url("home-item-create", home.pk), sofa, headers=HTMX)
    client.post(url("home-item-create", home.pk), {"product": "餐边柜", "state": "missing"}, headers=HTMX)
    page = client.get(reverse("campaigns:customer-summary", args=[customer.pk])).content.decode()
    for words in ("布艺沙发", "5–10 年", "餐边柜", "新房", "2025-03"):
        assert words in page, words
    tab = client.get(url("customer-homes", customer.pk)).content.decode()
    assert "某牌" in tab and "2018-05" in tab
    item = HomeItem.objects.get(product="餐边柜")
    there = {"product": "餐边柜", "state": "good"}
    assert client.post(url("item-update", item.pk), there).status_code == 422, "filled in on what?"
    there["seen"] = client.get(url("item-update", item.pk)).context["form"].initial["seen"]
    assert client.post(url("item-update", item.pk), there).status_code == 302
    item.refresh_from_db()
    assert item.state == "good"
    client.post(url("item-remove", item.pk), headers=HTMX)
    client.post(url("home-remove", home.pk), headers=HTMX)
    assert not Home.objects.exists() and not HomeItem.objects.exists()
    timeline = client.get(url("customer-timeline", customer.pk)).content.decode()
    assert timeline.count("餐边柜") == 3 and "<code>" not in timeline


def test_the_first_home_begins_with_the_address_and_a_further_one_with_the_community(store, assistant, client_of):
    customer = make_customer(store, community="万科城", building="23", unit="2", room="1191")
    client, create = client_of(assistant), url("home-create", customer.pk)

    def begun():
        form = client.get(create).context["form"]
        return [form[name].value() for name in ("community", "door", "is_main")]

    assert begun() == ["万科城", "23-2-1191", True]
    make_item(customer)
    assert begun() == ["万科城", "", False]


def test_what_is_missing_is_nobodys_brand(customer, assistant, client_of):
    make_item(customer, product="窗帘", state="missing")
    tab = client_of(assistant).get(url("customer-homes", customer.pk)).content.decode()
    assert "窗帘" in tab and "其他品牌" not in tab


def test_what_is_saved_in_a_tab_lets_the_state_of_the_archive_be_shown_anew(customer, assistant, client_of):
    sent = {"kind": "bare", "renovation_round": "1", "is_main": "on"}
    create = url("home-create", customer.pk)
    saved = client_of(assistant).post(create, sent, headers=HTMX)
    assert "archive-changed" in saved.headers["HX-Trigger"]
    page = client_of(assistant).get(customer.get_absolute_url()).content.decode()
    assert "archive-changed from:body" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "castle"},
        {"renovation_round": "0"},
        {"renovation_round": ""},
        {"area": "-3"},
        {"area": "big"},
        {"handed_over_on": "soon"},
        {"photo_permission_by": "张姐"},
        {"photo_permission_on": "2026-01-01"},
        {"photo_permission_by": "张姐", "photo_permission_on": "2031-01-01"},
    ],
)
def test_a_wrong_home_is_answered_beside_its_field(customer, assistant, client_of, wrong):
    response = client_of(assistant).post(url("home-create", customer.pk), {"renovation_round": "1"} | wrong)
    assert response.status_code == 422 and "invalid-feedback" in response.content.decode()
    assert not Home.objects.exists()


@pytest.mark.parametrize("wrong", [{"product": ""}, {"state": ""}, {"bought_on": "2031-01-01"}, {"category": "x"}])
def test_a_wrong_item_is_answered_beside_its_field(customer, assistant, client_of, wrong):
    home = add_home(Home(customer=customer), by=assistant)
    sent = {"product": "沙发", "state": "good"} | wrong
    assert client_of(assistant).post(url("home-item-create", home.pk), sent).status_code == 422


def test_two_who_change_the_same_home_do_not_undo_each_other_unseen(customer, assistant, client_of):
    home = Home.objects.create(customer=customer, area=100, notes="朝南")
    client, update = client_of(assistant), url("home-update", home.pk)
    form = client.get(update).context["form"]
    sent = {bound.html_name: bound.value() or "" for bound in form}
    Home.objects.filter(pk=home.pk).update(area=120)
    late = client.post(update, sent | {"notes": "朝南，有院子"}, headers=HTMX)
    assert late.status_code == 422
    words = late.content.decode()
    assert "120" in words and "朝南，有院子" in words
    again = {bound.html_name: bound.value() or "" for bound in late.context["form"]}
    client.post(update, again | {"area": "120"}, headers=HTMX)
    home.refresh_from_db()
    assert (home.area, home.notes) == (120, "朝南，有院子")


def test_another_stores_homes_are_not_there(customer, other_store, assistant, client_of):
    item = make_item(make_customer(other_store))
    client = client_of(assistant)
    for name, pk in (("home-update", item.home_id), ("item-update", item.pk)):
        assert client.get(url(name, pk)).status_code == 404
    for name, pk in (("home-fill", item.home_id), ("home-remove", item.home_id), ("item-remove", item.pk)):
        assert client.post(url(name, pk)).status_code == 404


def test_the_statements_are_few_for_any_number_of_things(customer, assistant, client_of, django_assert_max_num_queries):
    for n in range(12):
        make_item(customer, product=f"物{n}", bought_on=date(2020, 1, 1))
    client = client_of(assistant)
    with django_assert_max_num_queries(8):
        client.get(url("customer-homes", customer.pk))
    with django_assert_max_num_queries(21):  # eleven rank what the family will buy next, and tier it
        client.post(url("home-item-create", Home.objects.get().pk), {"product": "沙发", "state": "good"})


def test_an_installation_fills_the_home_behind_the_door_of_the_order(store, assistant):
    customer = make_customer(store, community="万科城", building="23", unit="2", room="1191")
    old = add_home(Home(customer=customer, community="老家属院", door="1-101"), by=assistant)
    new = add_home(Home(customer=customer, community="万科城", door="23栋2单元1191室", is_main=False), by=assistant)
    install_order(make_signed_order(customer), by=assistant, on=TODAY, today=TODAY)
    assert new.items.count() == 1 and not old.items.exists() and customer.homes.count() == 2


def test_a_home_made_by_an_installation_is_the_one_somebody_writes_down_later(store, assistant):
    customer = make_customer(store, community="万科城", building="23", unit="2", room="1191")
    install_order(make_signed_order(customer), by=assistant, on=TODAY, today=TODAY)
    home = Home(customer=customer, community="万科城", door="23-2-1191", kind="fitted", area=128, is_main=False)
    same = add_home(home, by=assistant)
    assert customer.homes.get() == same and (same.kind, same.area, same.is_main) == ("fitted", 128, True)
    assert same.items.count() == 1
