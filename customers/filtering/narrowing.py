"""How conditions narrow customers. Every one is bounded: by an index, or by one walk of the store's customers."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from math import ceil, floor
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from customers.completeness import CONTENTS
from customers.consent import left_alone
from customers.filtering.kinds import UNKNOWN
from customers.freshness import untouched_since
from customers.models import Customer, Home, HomeItem, Order, OrderLine, TierCutoffs


def between(column: str) -> Callable:
    def by(customers: Any, first: Decimal | date | int | None, last: Decimal | date | int | None) -> Any:
        customers = customers if first is None else customers.filter(**{f"{column}__gte": first})
        return customers if last is None else customers.filter(**{f"{column}__lte": last})

    return by


def whole_between(column: str) -> Callable:
    """Of a column of whole numbers: from 3000.5 on means from 3001 on."""
    narrowed = between(column)

    def by(
        customers: QuerySet[Customer] | QuerySet[Home], first: Decimal | None, last: Decimal | None
    ) -> QuerySet[Customer] | QuerySet[Home]:
        return narrowed(customers, None if first is None else ceil(first), None if last is None else floor(last))

    return by


def written_between(customers: QuerySet[Customer], first: date | None, last: date | None) -> QuerySet[Customer]:
    customers = customers if first is None else customers.filter(created_at__gte=start_of(first))
    return customers if last is None else customers.filter(created_at__lt=start_of(last + timedelta(days=1)))


def one_between(
    rows: QuerySet[Home] | QuerySet[Model] | QuerySet[Order], column: str, narrowed: Callable = between
) -> Callable:
    """Customers who have one of these rows with the column in between; an empty column is in no range."""

    def by(
        customers: QuerySet[Customer], first: Decimal | date | None, last: Decimal | date | None
    ) -> QuerySet[Customer]:
        found = narrowed(column)(rows.filter(customer=OuterRef("pk")), first, last)
        return customers.filter(Exists(found.filter(**{f"{column}__isnull": False})))

    return by


def one_chosen(rows: QuerySet, column: str) -> Callable:
    """Customers who have one of these rows with this choice in the column."""
    return lambda customers, value: customers.filter(Exists(rows.filter(customer=OuterRef("pk"), **{column: value})))


def brings_most(customers: QuerySet[Customer], which: str) -> QuerySet[Customer]:
    """Of the few who together bring 80 % of the gross profit, as of the last night; of what was sold where none is
    written down."""
    newest = TierCutoffs.objects.order_by("-drawn_at", "-pk").first()
    if newest is None or newest.most_from is None:
        return customers.none()
    amount = "spent" if newest.margin is None else "profit"
    return customers.filter(**{f"tier__{amount}__gte": newest.most_from})


def withdrew(customers: QuerySet[Customer], channel: str) -> QuerySet[Customer]:
    return customers.filter(pk__in=left_alone(channel))


def is_linked(column: str) -> Callable:
    return lambda customers, answer: customers.filter(**{f"{column}__isnull": answer == UNKNOWN})


def is_chosen(column: str) -> Callable:
    return lambda customers, value: customers.filter(**{column: "" if value == UNKNOWN else value})


def bought(customers: QuerySet[Customer], category: str) -> QuerySet[Customer]:
    lines = OrderLine.objects.filter(order__in=Order.objects.standing(), category=category)
    return customers.filter(Exists(lines.filter(order__customer=OuterRef("pk"))))


def lacks(customers: QuerySet[Customer], category: str) -> QuerySet[Customer]:
    items = HomeItem.objects.filter(state=HomeItem.State.MISSING, category=category)
    return customers.filter(Exists(items.filter(home__customer=OuterRef("pk"))))


def outdated_for(customers: QuerySet[Customer], days: str) -> QuerySet[Customer]:
    return untouched_since(customers, start_of(timezone.localdate() - timedelta(days=int(days))))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def born_in(customers: QuerySet[Customer], month: str) -> QuerySet[Customer]:
    """`month` as the archive's text begins: solar-03; a lunar month's leap month counts to it."""
    calendar, __, number = month.partition("-")
    born = Q(birthday__startswith=f"{month}-")
    return customers.filter(born | Q(birthday__startswith=f"leap-{number}-") if calendar == "lunar" else born)


def without_content(customers: QuerySet[Customer], name: str) -> QuerySet[Customer]:
    content = next(content for content in CONTENTS if content.name == name)
    return customers.filter(kind__in=content.kinds).exclude(content.known)
