"""Pages of the customer list by the last customer seen: any page costs what the first one does (DESIGN)."""

from typing import Any

from django.db.models import Q, QuerySet

from customers.models import Customer
from dealercrm.lib.keyset import beyond

PER_PAGE = 25
# What each order goes by; the last key tells any two customers apart.
SORTS = {
    "newest": ("-pk",),
    "oldest": ("pk",),
    "name": ("pinyin", "pk"),
    "since": ("-customer_since", "-pk"),
    "tier": ("tier__letter", "tier__level", "-tier__pk"),
}
# Leads have neither a tier nor a day: these orders are of old customers only.
ONLY = {"since": Q(customer_since__isnull=False), "tier": Q(tier__isnull=False)}
SHOWN = (
    "name", "salutation", "kind", "community", "building", "unit", "room", "address", "customer_since", "keeper_id",
    "store_id", "pinyin", "keeper__name", "keeper__is_active", "store__name", "tier__letter", "tier__level",
)  # fmt: skip


def page_of(
    customers: QuerySet[Customer], sort: str, *, after: int | None = None, before: int | None = None
) -> tuple[list[Customer], bool, bool]:
    """Of customers that `ONLY` holds for: ([Customer], are there newer ones, are there older ones).

    Beyond the customer of an id where one is given.
    """
    order = SORTS[sort]
    mark = _mark(order, before or after)
    back = bool(before) and mark is not None
    if back:
        order = [key.removeprefix("-") if key.startswith("-") else f"-{key}" for key in order]
    found = customers if mark is None else customers.filter(beyond(order, mark))
    # First which ones, then what is shown of them: two thousand hits are not joined to show twenty-five.
    page = Customer.objects.picked(found.order_by(*order).values("pk")[: PER_PAGE + 1])
    rows = page.select_related("keeper", "store", "tier").only(*SHOWN).prefetch_related("phones").order_by(*order)
    rows = list(rows)
    more, rows = len(rows) > PER_PAGE, rows[:PER_PAGE]
    return (rows[::-1], more, True) if back else (rows, mark is not None, more)


def _mark(order: tuple[str, ...], pk: int | None) -> tuple[Any, ...] | None:
    """Where the customer of this id stands in the order; None without an id, or if the customer is gone."""
    keys = [key.removeprefix("-") for key in order]
    found = Customer.objects.filter(pk=pk).values_list(*keys).first() if pk else None
    return None if found is None or None in found else found
