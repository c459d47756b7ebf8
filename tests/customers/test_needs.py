"""What a family will need next: the pure rule, and what lists keep of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.actions.homes import add_home, add_item, change_item, remove_item
from customers.models import Category, Home, HomeItem, NextPurchase, OrderLine
from customers.needs import SOON, Need, Place, Thing, Why, needs_of, window, years_after
from customers.needs_of_many import keep_all_next_purchases, outlook_of
from tests.factories import TODAY, make_customer, make_signed_order, make_store

SOFA, BED = ("sofa", (5, 10)), ("bed", (6, None))
DAYS = st.one_of(
    st.dates(date(2005, 1, 1), TODAY), st.sampled_from([date(2016, 2, 29), date(2016, 11, 22), date(2021, 11, 22)])
)
STATES = st.sampled_from(["good", "good", "good", "worn", "broken", "missing"])
KINDS = st.sampled_from([None, SOFA[0], BED[0], "unknown_life"])
ITEMS = st.lists(st.tuples(KINDS, st.one_of(st.none(), DAYS), STATES), max_size=3)
HOMES = st.lists(
    st.tuples(st.booleans(), st.integers(1, 2), st.one_of(st.none(), DAYS, st.dates(TODAY, date(2028, 1, 1))), ITEMS),
    max_size=2,
)
FAMILIES = st.tuples(HOMES, st.lists(st.tuples(KINDS, DAYS), max_size=3))


@given(
    st.lists(
        st.builds(
            Thing,
            what=st.just("沙发"),
            category=KINDS,
            lives=st.one_of(st.none(), st.just((5, 10))),
            bought_on=st.one_of(st.none(), DAYS),
            state=STATES,
            home=st.one_of(st.none(), st.integers(1, 2)),
        ),
        max_size=6,
    ),
    DAYS,
)
def test_needs_come_in_the_order_of_their_days_and_the_window_never_ends_before_it_begins(things, today):
    needs = needs_of(things, [], today)
    days = [need.from_on or date.min for need in needs]
    assert days == sorted(days)
    assert sum(thing.state != "good" for thing in things) == sum(need.from_on is None for need in needs)
    ahead = window(needs, today)
    assert (ahead is None) == (not needs)
    if needs:
        assert today <= ahead[0] <= ahead[1]
        assert (ahead[0] == today) == any(need.is_due(today) for need in needs)


def test_a_sofa_is_needed_after_its_life_and_a_newer_one_takes_its_place():
    old, new = (Thing("布艺沙发", *SOFA, bought_on=date(year, 3, 1), home=1) for year in (2019, 2025))
    assert needs_of([old], [], TODAY) == [
        Need("布艺沙发", Why.AGE, date(2024, 3, 1), date(2029, 3, 1), date(2019, 3, 1))
    ]
    assert [need.from_on for need in needs_of([old, new], [], TODAY)] == [date(2030, 3, 1)]
    elsewhere = Thing("布艺沙发", *SOFA, bought_on=date(2025, 3, 1), home=2)
    assert len(needs_of([old, elsewhere], [], TODAY)) == 2
    loose = Thing("布艺沙发", *SOFA, bought_on=date(2025, 3, 1))
    assert [need.from_on for need in needs_of([old, loose], [], TODAY)] == [date(2030, 3, 1)]


def test_what_is_missing_is_needed_now_and_bought_within_a_year():
    needs = needs_of([Thing("餐桌", state="missing", home=1)], [], TODAY)
    assert needs == [Need("餐桌", Why.MISSING)]
    assert window(needs, TODAY) == (TODAY, TODAY + SOON)


@pytest.mark.parametrize(("bought", "begins"), [(2021, TODAY), (2022, date(2027, 11, 22)), (2019, TODAY)])
def test_the_window_begins_with_the_nearest_need(bought, begins):
    needs = needs_of([Thing("沙发", *SOFA, bought_on=date(bought, 11, 22))], [], TODAY)
    assert window(needs, TODAY) == (begins, date(bought + 10, 11, 22))


def test_a_second_home_is_furnished_and_an_old_one_renovated():
    second = Place(2, "海边", is_main=False, handed_over_on=date(2026, 10, 1))
    assert needs_of([], [second], TODAY) == [
        Need("海边", Why.SECOND_HOME, date(2026, 10, 1), date(2027, 10, 1), date(2026, 10, 1))
    ]
    assert needs_of([Thing("床", home=2)], [second], date(2028, 1, 1))[0].why == Why.RENOVATION
    assert needs_of([], [second], date(2028, 1, 1)) == []
    first = Place(1, "万科城", handed_over_on=date(2014, 5, 1))
    assert needs_of([], [first], TODAY)[0].why == Why.RENOVATION
    assert needs_of([], [Place(1, "万科城", renovation_round=2, handed_over_on=date(2014, 5, 1))], TODAY) == []


def test_the_29th_of_february_counts_as_the_database_counts():
    assert years_after(date(2016, 2, 29), 5) == date(2021, 2, 28)
    assert years_after(date(2016, 2, 29), 8) == date(2024, 2, 29)


@pytest.fixture
def kinds(db):
    for code, (first, last) in {**dict([SOFA, BED]), "unknown_life": (None, None)}.items():
        Category.objects.create(code=code, name_zh=code, name_en=code, replace_from_years=first, replace_to_years=last)


def settle(store, family):
    homes, bought = family
    customer = make_customer(store)
    for is_main, renovation_round, day, items in homes:
        home = Home.objects.create(
            customer=customer, is_main=is_main, renovation_round=renovation_round, handed_over_on=day
        )
        for kind, bought_on, state in items:
            HomeItem.objects.create(home=home, category_id=kind, product="物", bought_on=bought_on, state=state)
    for kind, day in bought:
        order = make_signed_order(customer, signed_on=day, installed_on=day)
        order.lines.update(category_id=kind)
    return customer


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(FAMILIES, min_size=1, max_size=3))
def test_the_list_of_those_due_is_the_pure_rule_for_every_customer(kinds, families):
    store = make_store()
    customers = [settle(store, family) for family in families]
    for today in (TODAY, date(2027, 2, 28), date(2021, 2, 28)):
        due = {
            customer.pk
            for customer in customers
            if any(need.is_due(today) for need in outlook_of(customer, today)[0])
        }
        keep_all_next_purchases(today)
        rows = NextPurchase.objects.filter(customer__store=store, from_on__lte=today)
        assert set(rows.values_list("customer", flat=True)) == due


def test_what_was_cancelled_returned_or_put_into_a_home_is_not_counted_twice(kinds, store):
    customer = settle(store, ([], [("sofa", date(2015, 1, 1))]))
    assert outlook_of(customer, TODAY)[0]
    for column in ("cancelled_on", "returned_on"):
        customer.orders.update(**{column: TODAY})
        assert not outlook_of(customer, TODAY)[0]
        customer.orders.update(**{column: None})
    home = Home.objects.create(customer=customer)
    line = OrderLine.objects.get()
    HomeItem.objects.create(
        home=home, order_line=line, product="沙发", category_id="sofa", bought_on=date(2015, 1, 1), bought_from_us=True
    )
    assert len(outlook_of(customer, TODAY)[0]) == 1


def test_the_list_shows_who_is_due_page_by_page(kinds, store, assistant, client_of, django_assert_max_num_queries):
    due = settle(store, ([], [("sofa", date(2015, 1, 1))]))
    later = settle(store, ([], [("sofa", TODAY)]))
    keep_all_next_purchases(TODAY)
    client = client_of(assistant)
    with django_assert_max_num_queries(10):
        page = client.get(reverse("customers:customer-list"), {"due": "1"})
    assert [customer.pk for customer in page.context["list"].rows] == [due.pk]
    assert later.pk in {customer.pk for customer in client.get(page.request["PATH_INFO"]).context["list"].rows}


def test_windows_do_not_overlap_and_the_likeliest_stand_first(kinds, store, assistant, client_of):
    today = timezone.localdate()

    def bought(years, days=0):
        return settle(store, ([], [("sofa", years_after(today, -years) + timedelta(days=days))]))

    first = SOFA[1][0]
    begun, ended = bought(first), bought(SOFA[1][1] - 1)
    half, year, later = bought(first, 100), bought(first, 300), bought(first, 500)
    broken = settle(store, ([(True, 1, None, [("bed", today, "broken")])], []))
    keep_all_next_purchases(today)
    client = client_of(assistant)

    def shown(window, **asked):
        page = client.get(reverse("customers:customer-list"), {"due": window, **asked})
        return [row.pk for row in page.context["list"].rows], page

    found, page = shown("now")
    assert found[0] == broken.pk and set(found) == {broken.pk, ended.pk, begun.pk} and "再购可能 20 %" in page.text
    assert shown("half")[0] == [half.pk] and shown("year")[0] == [year.pk] and shown("later")[0] == [later.pk]
    assert shown("now", sort="name")[1].status_code == 200


def test_what_is_broken_is_ranked_at_once_and_what_is_sold_is_none_any_more(kinds, customer, assistant):
    home = add_home(Home(customer=customer, community="万科城"), by=assistant)
    item = add_item(HomeItem(home=home, product="床", category_id="bed", state="broken"), by=assistant)
    broken = customer_rank(customer)
    change_item(item, by=assistant, state="good", bought_on=timezone.localdate())
    assert customer_rank(customer) < 1 < 15 < broken
    remove_item(item, by=assistant)
    assert customer_rank(customer) is None


def customer_rank(customer):
    return NextPurchase.objects.filter(customer=customer).values_list("percent", flat=True).first()
