from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customers.actions.tiers import newest_cutoffs, recompute_tiers, retier
from customers.models import Customer, CustomerTier, Order, TierCutoffs
from customers.tier_words import Explained
from tests.customers.plain_tiers import letter_of, level_of, whole_yuan
from tests.factories import TODAY, make_customer, make_signed_order, make_store

YEAR = timedelta(days=365)
orders = st.tuples(
    st.decimals(0, 2000, places=2) | st.sampled_from([Decimal(0), Decimal("99.50"), Decimal(100)]),
    st.dates(date(2019, 1, 1), TODAY),
    st.booleans(),  # cancelled
)


def by_the_rule(sales):
    """{customer index: (letter, level)} in plain Python, of [[(amount, day, cancelled), ...], ...]."""
    standing = {i: [o for o in bought if not o[2]] for i, bought in enumerate(sales)}
    spent = {i: whole_yuan(sum(o[0] for o in bought)) for i, bought in standing.items() if bought}
    spends = list(spent.values())
    return {i: (letter_of(spent[i], spends), level_of(max(o[1] for o in standing[i]), TODAY)) for i in spent}


def sell(customer, bought):
    for amount, day, cancelled in bought:
        make_signed_order(customer, amount=amount, signed_on=day, cancelled_on=TODAY if cancelled else None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(orders, max_size=3), max_size=12))
def test_the_database_tiers_as_the_rule_does(db, sales):
    Order.objects.all().delete()
    Customer.objects.all().delete()
    store = make_store()
    customers = [make_customer(store) for __ in sales]
    for customer, bought in zip(customers, sales, strict=True):
        sell(customer, bought)
    recompute_tiers(TODAY)
    place = {customer.pk: i for i, customer in enumerate(customers)}
    found = {place[tier.customer_id]: (tier.letter, tier.level) for tier in CustomerTier.objects.all()}
    assert found == by_the_rule(sales)


def test_the_first_fifth_by_what_they_spent_is_a(store):
    for amount in range(1, 11):
        make_signed_order(make_customer(store), amount=amount * 1000)
    recompute_tiers(TODAY)
    letters = CustomerTier.objects.order_by("-spent").values_list("letter", flat=True)
    assert "".join(letters) == "AABBBCCCDD"


def test_those_who_spent_the_same_get_the_same_letter_and_nothing_spent_is_d(store):
    for amount in (500, 500, 500, 0):
        make_signed_order(make_customer(store), amount=amount)
    recompute_tiers(TODAY)
    assert "".join(CustomerTier.objects.order_by("-spent").values_list("letter", flat=True)) == "AAAD"


@pytest.mark.parametrize(
    ("signed_on", "level"),
    [(TODAY, 1), (date(2025, 11, 22), 1), (date(2025, 11, 21), 2), (date(2023, 11, 22), 2), (date(2023, 11, 21), 3)],
)
def test_the_level_is_how_long_ago_they_bought(store, signed_on, level):
    make_signed_order(make_customer(store), signed_on=signed_on)
    recompute_tiers(TODAY)
    assert CustomerTier.objects.get().level == level


def test_a_second_run_writes_nothing_and_the_next_year_moves_the_level(store):
    make_signed_order(make_customer(store))
    assert recompute_tiers(TODAY) == {"changed": 0, "added": 1, "removed": 0}
    assert recompute_tiers(TODAY) == {"changed": 0, "added": 0, "removed": 0}
    assert recompute_tiers(TODAY + YEAR + timedelta(days=1)) == {"changed": 1, "added": 0, "removed": 0}
    assert TierCutoffs.objects.count() == 1


def test_who_is_no_longer_an_old_customer_has_no_tier(store):
    customer = make_customer(store)
    make_signed_order(customer)
    recompute_tiers(TODAY)
    customer.orders.update(cancelled_on=TODAY)
    assert recompute_tiers(TODAY)["removed"] == 1


def test_a_fact_retiers_one_customer_by_the_cutoffs_of_the_night(store):
    customers = [make_customer(store) for __ in range(5)]
    for customer, amount in zip(customers, (5000, 4000, 3000, 2000, 1000), strict=True):
        make_signed_order(customer, amount=amount)
    recompute_tiers(TODAY)
    last, untouched = customers[-1], customers[-2]
    make_signed_order(last, amount=9000)
    make_signed_order(untouched, amount=9000)
    retier([last.pk], today=TODAY)
    letters = dict(CustomerTier.objects.values_list("customer_id", "letter"))
    assert (letters[last.pk], letters[untouched.pk]) == ("A", "C")
    assert CustomerTier.objects.count() == 5


def test_the_number_of_statements_does_not_grow(store, django_assert_max_num_queries):
    for __ in range(20):
        make_signed_order(make_customer(store))
    with django_assert_max_num_queries(15):
        recompute_tiers(TODAY)


def test_a_tier_says_why(store):
    make_signed_order(make_customer(store), amount=45700, signed_on=date(2026, 8, 1))
    call_command("recompute_tiers", verbosity=0)
    tier = CustomerTier.objects.get()
    means, near, unknown = Explained(tier, newest_cutoffs()).sentences
    assert "45,700" in means and "A" in means
    assert "2026-08-01" in near
    assert "友善" not in unknown  # nothing is asked of anybody yet: its weight is shared out
