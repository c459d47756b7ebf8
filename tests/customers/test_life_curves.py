"""The night's learning: curves of life out of the dealer's own orders, and what the archive then says of a family."""

from datetime import timedelta

import pytest
from django.urls import reverse

from customers.actions.homes import add_item, change_item
from customers.actions.life_curves import learn_from_purchases
from customers.models import (
    Activity,
    BuyingHabits,
    Category,
    Customer,
    Home,
    HomeItem,
    LifeCurve,
    NextPurchase,
    Order,
    OrderLine,
)
from customers.needs_of_many import families_of, keep_all_next_purchases, known_experience, outlook_of
from tests.customers.families import LIVES, World, chance, families, judged
from tests.factories import NOW, TODAY, make_customer, make_item, make_signed_order


@pytest.fixture
def kinds(db):
    for code, (first, last) in LIVES.items():
        Category.objects.create(code=code, name_zh=code, name_en=code, replace_from_years=first, replace_to_years=last)


def write_down(store, world, many):
    """{customer id: did it buy in the year after} of families whose archive and orders are written to the database."""
    truth, orders, lines, homes, items, _facts = {}, [], [], [], [], []
    known = families(world, many, "a")
    customers = Customer.objects.bulk_create(
        Customer(store=store, name="张小美", customer_since=family.bought[0].on) for family, _bought in known
    )
    for customer, (family, bought) in zip(customers, known, strict=True):
        truth[customer.pk] = bought
        places = {
            place.home: Home(customer=customer, is_main=place.is_main, handed_over_on=place.handed_over_on)
            for place in family.places
        }
        homes += places.values()
        for purchase in family.bought:
            order = Order(store=store, customer=customer, signed_on=purchase.on, installed_on=purchase.on)
            orders.append(order)
            lines += [OrderLine(order=order, product=kind, category_id=kind) for kind in purchase.kinds]
        for thing in family.things:
            if thing.state == "missing":
                items.append(HomeItem(home=places[1], product=thing.what, state=thing.state))
    for model, rows in ((Order, orders), (OrderLine, lines), (Home, homes), (HomeItem, items)):
        model.objects.bulk_create(rows)
    return truth


def test_the_archive_says_of_each_family_what_the_rule_says_and_it_comes_true(kinds, store):
    truth = write_down(store, World(missing=0), 4000)
    learn_from_purchases(TODAY)
    keep_all_next_purchases(TODAY)
    said = dict(NextPurchase.objects.values_list("customer", "percent"))
    found = judged([(said.get(pk, 0.0), bought) for pk, bought in truth.items()])
    assert found.auc >= 0.75 and found.lift >= 3.5 and found.off_by <= 2.5, found  # eight hundred families a fifth
    experience = known_experience()
    for pk, family in families_of(list(truth)[:200]).items():
        assert said.get(pk) == chance(family, experience).percent
        assert outlook_of(Customer.objects.get(pk=pk), TODAY)[1] == chance(family, experience)


def test_curves_are_drawn_anew_and_show_what_they_rest_on(kinds, store, owner, client_of):
    write_down(store, World(), 1500)
    learn_from_purchases(TODAY)
    first = dict(enumerate(LifeCurve.objects.get(source="curtain").survival))
    assert first[0] == 1 and 0.4 < first[12] < 0.8 and list(first.values()) == sorted(first.values(), reverse=True)
    assert LifeCurve.objects.get(source="curtain").sample > 30 and len(first) == 31
    learn_from_purchases(TODAY)
    assert BuyingHabits.objects.count() == 1 and len(LifeCurve.objects.get(source="curtain").survival) == 31
    fifths = BuyingHabits.objects.get().fifths
    page = client_of(owner).get(reverse("customers:category-list")).text
    assert len(fifths) == 5 and f"{100 * fifths[4][1]:.0f} %" in page


def test_a_dealer_without_repurchases_says_what_is_usual(kinds, store, owner, client_of):
    customer = make_customer(store)
    order = make_signed_order(customer, signed_on=TODAY - timedelta(days=7 * 365), installed_on=None)
    order.lines.update(category_id="curtain")
    learn_from_purchases(TODAY)
    needs, said = outlook_of(customer, TODAY)
    assert len(needs) == 1 and 5 < said.percent < 20 and not said.is_own
    assert BuyingHabits.objects.get().fifths == []
    assert client_of(owner).get(reverse("customers:category-list")).status_code == 200


def test_how_long_something_is_missing_is_told_by_the_day_it_was_first_said(kinds, store, assistant):
    customer = make_customer(store)
    item = add_item(HomeItem(home=make_item(customer).home, product="窗帘", state="missing"), by=assistant)
    change_item(item, by=assistant, notes="阳台")
    Activity.objects.filter(kind="customers.item_added").update(at=NOW - timedelta(days=800))
    since = (NOW - timedelta(days=800)).date()
    need = outlook_of(customer, TODAY)[0][0]
    assert (need.why, need.since) == ("missing", since)
    make_signed_order(customer, lines=("窗帘",), signed_on=since + timedelta(days=90)).lines.update(category="curtain")
    (wait,) = families_of([customer.pk], with_waits=True)[customer.pk].waits
    assert wait == ("missing", since, since + timedelta(days=90))


def test_an_order_without_a_day_of_installation_counts_from_its_signing(kinds, store):
    customer = make_customer(store)
    make_signed_order(customer, signed_on=TODAY).lines.update(category_id="curtain")
    make_item(customer, product="窗帘", category_id="curtain", bought_on=TODAY - timedelta(days=3000))
    assert [need.since for need in outlook_of(customer, TODAY)[0]] == [TODAY]
