"""What families will need next and how likely they buy again: the pure rules asked of many, and kept for lists."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from customers import facts
from customers.categories import guess_category
from customers.chances import Chance, Experience, Family, Purchase, Wait, chance_of
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
from customers.needs import BROKEN, GOOD, MISSING, WORN, Need, Place, Thing, needs_of
from customers.querysets import standing
from customers.survival import of_survival

BATCH = 2000
TOLD_OF_ITEMS = (facts.ITEM_ADDED, facts.ITEM_CHANGED)


def outlook_of(customer: Customer, today: date) -> tuple[list[Need], Chance]:
    """What they need, and how likely they buy again within twelve months."""
    family = families_of([customer.pk])[customer.pk]
    needs = needs_of(family.things, family.places, today)
    return needs, chance_of(family, needs, today, known_experience())


def loose_lines() -> QuerySet[OrderLine]:
    """What stands at customers' by an order of ours and was not put into one of their homes yet."""
    return OrderLine.objects.filter(standing("order__"), order__installed_on__isnull=False, homeitem__isnull=True)


@transaction.atomic(savepoint=False)
def keep_next_purchases(customer_ids: Iterable[int], today: date) -> None:
    """Write anew how likely each of these customers buys again, and from when: a few statements for every 2,000."""
    ids, experience = list(customer_ids), known_experience()
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        rows = []
        for pk, family in families_of(batch).items():
            needs = needs_of(family.things, family.places, today)
            chance = chance_of(family, needs, today, experience)
            if chance.percent is not None:
                from_on = (needs[0].from_on or needs[0].since or today) if needs else None
                rows.append(NextPurchase(customer_id=pk, percent=chance.percent, from_on=from_on))
        NextPurchase.objects.filter(customer__in=batch).exclude(customer__in=[row.pk for row in rows]).delete()
        NextPurchase.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["customer"], update_fields=["percent", "from_on"]
        )


def keep_all_next_purchases(today: date) -> None:
    """The night's: everybody's, for each day changes what is likely. `today` is the clock's."""
    keep_next_purchases(Customer.objects.filter(erased_at=None).order_by("pk").values_list("pk", flat=True), today)


def known_experience() -> Experience:
    """What the nights have learned (customers.actions.life_curves); without any, the table's lives."""
    curves = {row.source: of_survival(row.survival, row.sample) for row in LifeCurve.objects.all()}
    if (habits := BuyingHabits.objects.first()) is None:
        return Experience(curves)
    came_true = [(said, bought) for said, bought in habits.came_true]
    return Experience(curves, habits.come_back, habits.steadiness, came_true)


def families_of(ids: list[int], *, with_waits: bool = False) -> dict[int, Family]:
    """{customer id: Family} of all of them, in five statements; with what was missing for a time, to learn from."""
    categories = {category.pk: category.lives for category in Category.objects.all()}
    families = {pk: Family([], [], []) for pk in ids}
    for home in Home.objects.filter(customer__in=ids):
        families[home.customer_id].places.append(
            Place(home.pk, str(home), home.is_main, home.renovation_round, home.handed_over_on)
        )
    bought: dict[int, dict[date, set[str]]] = defaultdict(lambda: defaultdict(set))
    since = _said_since(ids)
    items = HomeItem.objects.filter(home__customer__in=ids).order_by("pk")
    for pk, customer, what, category, on, state, home, ours, line in items.values_list(
        "pk", "home__customer", "product", "category", "bought_on", "state", "home", "bought_from_us", "order_line"
    ):
        families[customer].things.append(
            Thing(what, category, categories.get(category), on, state, home, since.get((pk, state)))
        )
        if ours and on and line is None:  # from before anybody wrote the order down here
            bought[customer][on] |= {category} - {None}
    orders = Order.objects.filter(standing(), customer__in=ids).order_by("pk", "lines__pk")
    for customer, signed, delivered, installed, what, category, placed in orders.values_list(
        "customer", "signed_on", "delivered_on", "installed_on", "lines__product", "lines__category",
        "lines__homeitem",
    ):  # fmt: skip
        bought[customer][signed] |= {category} - {None}
        if what and placed is None:
            families[customer].things.append(
                Thing(what, category, categories.get(category), installed or delivered or signed)
            )
    for customer, days in bought.items():
        families[customer].bought.extend(Purchase(on, frozenset(days[on])) for on in sorted(days))
    if with_waits:
        _add_waits(families)
    return families


def _said_since(ids: list[int]) -> dict[tuple[int, str], date]:
    """{(item, its state): the day it was first said to be so}, of what is not good."""
    bad = HomeItem.objects.filter(home__customer__in=ids).exclude(state=GOOD).values_list("pk", flat=True)
    told = _told_of_items(ids).filter(subject_id__in=list(bad))
    return {
        (subject, data.get("state", "")): timezone.localdate(at)
        for subject, at, data in told.values_list("subject_id", "at", "data")
    }


def _add_waits(families: dict[int, Family]) -> None:
    told = _told_of_items(list(families)).filter(data__state__in=[MISSING, BROKEN, WORN])
    first = {
        (customer, subject, data["state"]): (timezone.localdate(at), guess_category(str(data.get("item", ""))))
        for customer, subject, at, data in told.values_list("customer", "subject_id", "at", "data")
    }
    for (customer, _item, state), (since, kind) in first.items():
        family = families[customer]
        later = (each.on for each in family.bought if each.on > since and (not kind or kind in each.kinds))
        family.waits.append(Wait(state, since, next(later, None)))


def _told_of_items(ids: list[int]) -> QuerySet[Activity]:
    """The latest first, so that of a key the earliest is kept."""
    return Activity.objects.filter(customer__in=ids, kind__in=TOLD_OF_ITEMS).order_by("-at", "-pk")
