"""Keeping stored figures equal to the rows: marking what a fact touched, counting it before it is shown."""

from collections import defaultdict
from datetime import date

from django.db import connection
from django.db.models import F, Min, QuerySet
from django.utils import timezone

from customers.models import Order
from insights.counting import count
from insights.definitions import contacts, recommendations, sales
from insights.models import PeriodFigures
from insights.periods import LENGTHS, calendar_end, month_number
from referrals.models import Referral
from stores.models import Store

AT_ONCE = 10  # stores counted while a person waits for the page; a dealer with more leaves the rest to the clock
BATCH = 25  # stores of one statement at night: enough to read each table once for many, little enough for memory

MARK = f"""
INSERT INTO insights_periodfigures AS kept (months, month, store_id, is_stale)
SELECT DISTINCT span, make_date(ends / 12, ends %% 12 + 1, 1), store_id, true
FROM ({{touched}}) AS touched (store_id, month),
     (VALUES {", ".join(f"({months})" for months in LENGTHS)}) AS lengths (span),
     -- As far as the quarter and the year of the calendar go that are not over yet.
     generate_series(month, LEAST(month + span - 1, GREATEST(month, %s / span * span + span - 1))) AS ends
ORDER BY 1, 2, 3
ON CONFLICT (months, month, store_id) DO UPDATE SET is_stale = true, version = kept.version + 1
"""

MISSING_OR_STALE = """
SELECT store.id, min(ends), max(ends)
FROM unnest(%s::bigint[]) AS store (id) CROSS JOIN generate_series(%s, %s) AS ends
LEFT JOIN insights_periodfigures AS kept
  ON kept.months = %s AND kept.store_id = store.id AND kept.month = make_date(ends / 12, ends %% 12 + 1, 1)
WHERE kept.is_stale IS NOT FALSE
GROUP BY store.id ORDER BY store.id
"""


def mark(touched: QuerySet[Order] | QuerySet[Referral]) -> None:
    """Make stale every period that holds one of the months `touched`, a queryset of (store id, month number).

    A period not counted yet is made, stale: a count under way must find it, or it would pass over the new fact.
    """
    _mark(*touched.query.sql_with_params())


def mark_month(store_id: int, month: int) -> None:
    """`mark` for one store and month number: a contact is logged more often than all else together."""
    _mark("VALUES (%s::bigint, %s::int)", [store_id, month])


def _mark(touched: str, params: list[int] | tuple[int | str, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(MARK.format(touched=touched), [*params, month_number(timezone.localdate())])


def mark_store(store: int) -> None:
    PeriodFigures.objects.filter(store=store).update(is_stale=True, version=F("version") + 1)


def freshen(stores: list[int], first: int, last: int, months: int, at_once: int = AT_ONCE) -> int:
    """Count what is missing or stale of these store ids and periods; returns how many stores had to be left."""
    with connection.cursor() as cursor:
        cursor.execute(MISSING_OR_STALE, [list(stores), first, last, months])
        waiting = cursor.fetchall()
    now = waiting[:at_once]
    if now:
        count([store for store, *_ in now], min(row[1] for row in now), max(row[2] for row in now), months)
    return len(waiting) - len(now)


def freshen_all() -> int:
    """Count every stale period of every store: for the clock, some minutes after the facts. Returns stores counted."""
    stale = PeriodFigures.objects.filter(is_stale=True).values_list("months", "store_id", "month")
    months_of = defaultdict(list)
    for months, store, month in stale:
        months_of[months, store].append(month_number(month))
    for (months, store), found in months_of.items():
        count([store], min(found), max(found), months)
    return len({store for _months, store in months_of})


def count_all(today: date) -> int:
    """Count every period of every store from its first event on, whatever is marked: for the night. Returns stores.

    What a fact did not announce, rows changed from a shell for instance, is put right here.
    """
    stores = list(Store.objects.order_by("pk").values_list("pk", flat=True))
    for batch in (stores[n : n + BATCH] for n in range(0, len(stores), BATCH)):
        begun = first_event(batch)
        if begun:
            for months in LENGTHS:
                count(batch, month_number(begun), calendar_end(month_number(today), months), months)
    return len(stores)


def first_event(stores: list[int]) -> date | None:
    """Day of the earliest sale, revisit or recommendation of these store ids, or None."""
    sold = sales().filter(store__in=stores).aggregate(at=Min("signed_on"))["at"]
    reached = contacts().filter(store__in=stores).aggregate(at=Min("at"))["at"]
    named = recommendations().filter(recorded_in__in=stores).aggregate(at=Min("recorded_at"))["at"]
    moments = [timezone.localdate(at) for at in (reached, named) if at]
    return min([*moments, *([sold] if sold else [])], default=None)
