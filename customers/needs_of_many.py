"""What each family will need next: customers/needs.py asked of many customers with their rows, and kept for lists."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from customers.models import Category, Customer, Home, HomeItem, NextPurchase, OrderLine
from customers.needs import GOOD, Need, Place, Thing, chance, needs_of
from customers.querysets import standing

BATCH = 2000


def needs_of_customer(customer: Customer, today: date) -> list[Need]:
    """[Need] of one customer, in three statements."""
    return _needs_of([customer.pk], today).get(customer.pk, [])


def loose_lines() -> QuerySet[OrderLine]:
    """What stands at customers' by an order of ours and was not put into one of their homes yet."""
    return OrderLine.objects.filter(standing("order__"), order__installed_on__isnull=False, homeitem__isnull=True)


@transaction.atomic
def keep_next_purchases(customer_ids: Iterable[int], today: date) -> None:
    """Write anew how likely each of these customers buys again, and from when: four statements for every 2,000."""
    ids = list(customer_ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = []
        for pk, needs in _needs_of(batch, today).items():
            if needs:
                nearest = needs[0]
                rows.append(
                    NextPurchase(
                        customer_id=pk, percent=chance(needs, today), from_on=nearest.from_on or nearest.since or today
                    )
                )
        NextPurchase.objects.filter(customer__in=batch).exclude(customer__in=[row.pk for row in rows]).delete()
        NextPurchase.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["customer"], update_fields=["percent", "from_on"]
        )


def keep_all_next_purchases(today: date) -> None:
    """The night's: everybody's, for each day changes what is likely. `today` is the clock's."""
    keep_next_purchases(Customer.objects.filter(erased_at=None).order_by("pk").values_list("pk", flat=True), today)


def _needs_of(ids: list[int], today: date) -> dict[int, list[Need]]:
    """{customer id: [Need]} of those who have a home, or something that stands in one."""
    things, places = defaultdict(list), defaultdict(list)
    for home in Home.objects.filter(customer__in=ids):
        places[home.customer_id].append(
            Place(home.pk, str(home), home.is_main, home.renovation_round, home.handed_over_on)
        )
    for item in HomeItem.objects.filter(home__customer__in=ids).select_related("category", "home"):
        things[item.home.customer_id].append(
            _thing(item.product, item.category, item.bought_on, item.state, item.home_id)
        )
    for line in loose_lines().filter(order__customer__in=ids).select_related("category", "order"):
        things[line.order.customer_id].append(_thing(line.product, line.category, line.order.installed_on, GOOD, None))
    return {pk: needs_of(things[pk], places[pk], today) for pk in sorted(things.keys() | places.keys())}


def _thing(what: str, category: Category | None, bought_on: date | None, state: str, home: int | None) -> Thing:
    lives = None
    if category and category.replace_from_years is not None:
        lives = category.replace_from_years, category.replace_to_years or category.replace_from_years
    return Thing(what, category.pk if category else None, lives, bought_on, state, home)
