from django.db import models
from django.db.models import Count, Q, Sum

from insights.periods import first_day, month_number

COUNTS = (
    "served",
    "referrers",
    "referred",
    "orders",
    "amount",
    "repeat_orders",
    "repeat_amount",
    "referred_orders",
    "referred_amount",
)
NOTHING = dict.fromkeys(COUNTS, 0)


class PeriodFiguresQuerySet(models.QuerySet):
    def ending(self, first, last, months):
        """Periods of `months` months that end in month numbers `first` to `last`."""
        return self.filter(months=months, month__gte=first_day(first), month__lte=first_day(last))

    def totals(self, store=None):
        """({month number: counts}, how many of these periods, of whatever store, are counted and fresh).

        The counts are of one store id, or for None added up over stores, not over months: whom two stores served, a
        customer who moved, is in both (totals.py).
        """
        only = None if store is None else Q(store=store)
        sums = {f"all_{name}": Sum(name, filter=only, default=0) for name in COUNTS}
        fresh = Count("pk", filter=Q(is_stale=False))
        rows = list(self.order_by().values_list("month").annotate(fresh=fresh, **sums))
        counts = {month_number(month): dict(zip(COUNTS, sums, strict=True)) for month, _fresh, *sums in rows}
        return counts, sum(fresh for _month, fresh, *_sums in rows)

    def by_store(self):
        """{(store id, month number): counts}."""
        rows = self.order_by().values_list("store_id", "month", *COUNTS)
        return {(store, month_number(month)): dict(zip(COUNTS, counts, strict=True)) for store, month, *counts in rows}
