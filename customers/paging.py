"""Pages of the customer list by the last customer seen: any page costs what the first one does (DESIGN)."""

from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils.module_loading import import_string

from customers.models import Customer
from dealercrm.lib.keyset import beyond

PER_PAGE = 25
OLD, LEADS = Q(customer_since__isnull=False), Q(customer_since__isnull=True)
# Each order is one stretch of customers after the other: of whom, and what they go by; the last key tells any two
# customers apart. An index bears each: leads have neither a tier nor a day to be put in one order with the others.
SORTS = {
    "old_first": ((OLD, ("-customer_since", "-pk")), (LEADS, ("-pk",))),
    "newest": ((Q(), ("-pk",)),),
    "oldest": ((Q(), ("pk",)),),
    "name": ((Q(), ("pinyin", "pk")),),
    "since": ((OLD, ("-customer_since", "-pk")),),
    "likely": ((Q(next_purchase__isnull=False), ("-next_purchase__percent", "-next_purchase__pk")),),
    "tier": ((Q(tier__isnull=False), ("tier__letter", "tier__level", "-tier__pk")),),
}
ONLY = {sort: stretches[0][0] for sort, stretches in SORTS.items() if len(stretches) == 1}
SHOWN = (
    "name", "salutation", "kind", "community", "building", "unit", "room", "address", "customer_since", "keeper_id",
    "store_id", "pinyin", "keeper__name", "keeper__is_active", "store__name", "tier__letter", "tier__level",
    "next_purchase__percent", "next_purchase__from_on",
)  # fmt: skip


def page_of(
    customers: QuerySet[Customer], sort: str, *, after: int | None = None, before: int | None = None
) -> tuple[list[Customer], bool, bool]:
    """Of customers that `ONLY` holds for: ([Customer], are there newer ones, are there older ones).

    Beyond the customer of an id where one is given. What other floors know of each row (settings.LIST_COLUMNS) is
    asked for those of the page only.
    """
    stretches, mark = SORTS[sort], None
    for n, (only, order) in enumerate(stretches if before or after else ()):
        if mark := _mark(only, order, before or after):
            stretches = stretches[: n + 1] if before else stretches[n:]
            break
    back = bool(before) and mark is not None
    rows: list[Customer] = []
    for n, (only, order) in enumerate(stretches[::-1] if back else stretches):
        if len(rows) > PER_PAGE:
            break
        order = _turned(order) if back else order
        found = customers.filter(only) if len(SORTS[sort]) > 1 else customers
        found = found.filter(beyond(order, mark)) if mark and n == 0 else found
        # First which ones, then what is shown of them: two thousand hits are not joined to show twenty-five.
        page = Customer.objects.picked(found.order_by(*order).values("pk")[: PER_PAGE + 1 - len(rows)])
        page = page.select_related("keeper", "store", "tier", "next_purchase").only(*SHOWN).order_by(*order)
        rows += page.annotate(**import_string(settings.LIST_COLUMNS))
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    prefetch_related_objects(rows, "phones")
    return (rows[::-1], more, True) if back else (rows, mark is not None, more)


def _turned(order: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in order)


def _mark(only: Q, order: tuple[str, ...], pk: int | None) -> tuple[Any, ...] | None:
    """Where the customer of this id stands in the order; None if they are gone or in none of it."""
    keys = [key.removeprefix("-") for key in order]
    found = Customer.objects.filter(only, pk=pk).values_list(*keys).first()
    return None if found is None or None in found else found
