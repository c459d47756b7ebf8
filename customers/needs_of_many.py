"""Who needs something now: customers/needs.py asked of all customers at once, and of one with its rows."""

from datetime import date

from django.db.models import DateField, Exists, ExpressionWrapper, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from customers.models import Category, Customer, Home, HomeItem, OrderLine
from customers.needs import (
    BROKEN,
    FURNISH_YEARS,
    GOOD,
    MISSING,
    RENOVATE_FROM_YEARS,
    RENOVATE_TO_YEARS,
    WORN,
    Need,
    Place,
    Thing,
    needs_of,
)
from customers.querysets import standing

LIVES = "category__replace_from_years"


def needs_of_customer(customer: Customer, today: date) -> list[Need]:
    """[Need] of one customer, in three statements."""
    homes = list(customer.homes.all())
    items = HomeItem.objects.filter(home__customer=customer).select_related("category")
    things = [_thing(item.product, item.category, item.bought_on, item.state, item.home_id) for item in items]
    loose = loose_lines().filter(order__customer=customer).select_related("category", "order")
    things += [_thing(line.product, line.category, line.order.installed_on, GOOD, None) for line in loose]
    places = [Place(home.pk, str(home), home.is_main, home.renovation_round, home.handed_over_on) for home in homes]
    return needs_of(things, places, today)


def loose_lines() -> QuerySet[OrderLine]:
    """What stands at customers' by an order of ours and was not put into one of their homes yet."""
    return OrderLine.objects.filter(standing("order__"), order__installed_on__isnull=False, homeitem__isnull=True)


def is_due(today: date) -> Combinable:
    """A condition on customers: something is needed now. Each half is found by index, so that a page stops early."""
    items = HomeItem.objects.filter(home__customer=OuterRef("pk"))
    lines = loose_lines().filter(order__customer=OuterRef("pk"))
    homes = Home.objects.filter(customer=OuterRef("pk"), handed_over_on__isnull=False)
    return (
        Exists(items.filter(state__in=[MISSING, BROKEN, WORN]))
        | Exists(_old_items(items, today))
        | Exists(_old_lines(lines, today))
        | Exists(_homes_to_furnish(homes, today))
        | Exists(_homes_to_renovate(homes, today))
    )


def _thing(what: str, category: Category | None, bought_on: date | None, state: str, home: int | None) -> Thing:
    lives = None
    if category and category.replace_from_years is not None:
        lives = category.replace_from_years, category.replace_to_years or category.replace_from_years
    return Thing(what, category.pk if category else None, lives, bought_on, state, home)


def _after(day: str, years: F | Value) -> ExpressionWrapper:
    """The column `day` so many years on; PostgreSQL counts as `needs.years_after` does."""
    interval = Func(years, template="make_interval(years => %(expressions)s)", output_field=DateField())
    return ExpressionWrapper(F(day) + interval, DateField())


def _lived(rows: QuerySet, day: str, today: date) -> QuerySet:
    """Those that have lived the expected life of their category since `day`."""
    return rows.filter(**{f"{LIVES}__isnull": False}).annotate(until=_after(day, F(LIVES))).filter(until__lte=today)


def _old_items(items: QuerySet[HomeItem], today: date) -> QuerySet[HomeItem]:
    newer = HomeItem.objects.exclude(state=MISSING).filter(
        home=OuterRef("home"), category=OuterRef("category"), bought_on__gt=OuterRef("bought_on")
    )
    loose = loose_lines().filter(
        order__customer=OuterRef("home__customer"),
        category=OuterRef("category"),
        order__installed_on__gt=OuterRef("bought_on"),
    )
    return _lived(items.filter(state=GOOD), "bought_on", today).filter(~Exists(newer), ~Exists(loose))


def _old_lines(lines: QuerySet[OrderLine], today: date) -> QuerySet[OrderLine]:
    newer = loose_lines().filter(
        order__customer=OuterRef("order__customer"),
        category=OuterRef("category"),
        order__installed_on__gt=OuterRef("order__installed_on"),
    )
    return _lived(lines, "order__installed_on", today).filter(~Exists(newer))


def _furnished() -> Exists:
    return Exists(HomeItem.objects.filter(home=OuterRef("pk")).exclude(state=MISSING))


def _homes_to_furnish(homes: QuerySet[Home], today: date) -> QuerySet[Home]:
    bare = homes.filter(~_furnished(), is_main=False, handed_over_on__lte=today)
    return bare.annotate(until=_after("handed_over_on", Value(FURNISH_YEARS))).filter(until__gte=today)


def _homes_to_renovate(homes: QuerySet[Home], today: date) -> QuerySet[Home]:
    lived_in = homes.filter(Q(is_main=True) | _furnished(), renovation_round=1)
    begins, ends = (_after("handed_over_on", Value(years)) for years in (RENOVATE_FROM_YEARS, RENOVATE_TO_YEARS))
    return lived_in.annotate(begins=begins, until=ends).filter(begins__lte=today, until__gte=today)
