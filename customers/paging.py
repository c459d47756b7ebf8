"""Pages of the customer list by the last customer seen: any page costs what the first one does (DESIGN)."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string

from customers.models import Customer, CustomerPhone
from customers.querysets import CustomerQuerySet
from dealercrm.lib.keyset import beyond

PER_PAGE = 25
OLD, LEADS = Q(customer_since__isnull=False), Q(customer_since__isnull=True)
# Each order is one stretch of customers after the other: of whom, and what they go by; the last key tells any two
# customers apart. An index bears each: leads have neither a tier nor a day to be put in one order with the others.
Sort = tuple[tuple[Q, tuple[str, ...]], ...]
OWN_SORTS: dict[str, Sort] = {
    "old_first": ((OLD, ("-customer_since", "-pk")), (LEADS, ("-pk",))),
    "newest": ((Q(), ("-pk",)),),
    "oldest": ((Q(), ("pk",)),),
    "name": ((Q(), ("pinyin", "pk")),),
    "since": ((OLD, ("-customer_since", "-pk")),),
    "likely": ((Q(next_purchase__isnull=False), ("-next_purchase__percent", "-next_purchase__pk")),),
    "tier": ((Q(tier__isnull=False), ("tier__letter", "tier__level", "-tier__pk")),),
}
SHOWN = (
    "name", "salutation", "kind", "community", "building", "unit", "room", "address", "customer_since", "keeper_id",
    "store_id", "keeper__name", "keeper__is_active", "tier__letter", "tier__level",
    "next_purchase__percent", "next_purchase__from_on",
)  # fmt: skip


# Which customers are shown beside what, before it is said whom: a queryset is dear to build and cheap to narrow.
ROWS = Customer.objects.select_related("keeper", "tier", "next_purchase").only(*SHOWN)
NUMBERS = CustomerPhone.objects.only("customer", "number")


@cache
def sorts() -> dict[str, Sort]:
    """All there are, with those of the floors above (settings.LIST_SORTS)."""
    return OWN_SORTS | import_string(settings.LIST_SORTS)


@cache
def rows() -> CustomerQuerySet:
    """ROWS with what the floors above know of each (settings.LIST_COLUMNS)."""
    return ROWS.annotate(**import_string(settings.LIST_COLUMNS))


def only(sort: str) -> Q | None:
    """Of whom the order is, where it is not of all."""
    stretches = sorts()[sort]
    return stretches[0][0] if len(stretches) == 1 else None


def page_of(
    customers: QuerySet[Customer], sort: str, *, after: int | None = None, before: int | None = None
) -> tuple[list[Customer], bool, bool]:
    """Of customers that `only` holds for: ([Customer], are there newer ones, are there older ones).

    Beyond the customer of an id where one is given.
    """
    stretches, mark = sorts()[sort], None
    for n, (whom, order) in enumerate(stretches if before or after else ()):
        if mark := _mark(whom, order, before or after):
            stretches = stretches[: n + 1] if before else stretches[n:]
            break
    back = bool(before) and mark is not None
    page: list[Customer] = []
    for n, (whom, order) in enumerate(stretches[::-1] if back else stretches):
        if len(page) > PER_PAGE:
            break
        order = _turned(order) if back else order
        found = customers.filter(whom) if len(sorts()[sort]) > 1 else customers
        found = found.filter(beyond(order, mark)) if mark and n == 0 else found
        # First which ones, then what is shown of them: two thousand hits are not joined to show twenty-five.
        page += rows().picked(found.order_by(*order).values("pk")[: PER_PAGE + 1 - len(page)]).order_by(*order)
    more, page = len(page) > PER_PAGE, page[:PER_PAGE]
    _give_numbers(page)
    return (page[::-1], more, True) if back else (page, mark is not None, more)


def _give_numbers(page: list[Customer]) -> None:
    """Each its `numbers`, as a list of CustomerPhone: a prefetch builds a queryset for each of them."""
    by_id: dict[int, Any] = {customer.pk: customer for customer in page}
    for each in by_id.values():
        each.numbers = []
    for phone in NUMBERS.filter(customer__in=by_id):
        phone.customer = by_id[phone.customer_id]  # whom it is about is known: nobody has to ask
        by_id[phone.customer_id].numbers.append(phone)


def _turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in order)


def _mark(whom: Q, order: tuple[str, ...], pk: int | None) -> tuple[Any, ...] | None:
    """Where the customer of this id stands in the order; None if they are gone or in none of it."""
    keys = [key.removeprefix("-") for key in order]
    found = Customer.objects.filter(whom, pk=pk).values_list(*keys).first()
    return None if found is None or None in found else found
