from django.db import models
from django.db.models import Sum

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
    def of(self, store):
        """Those of one store, or of all for None."""
        return self if store is None else self.filter(store=store)

    def ending(self, first, last, months):
        """Periods of `months` months that end in month numbers `first` to `last`."""
        return self.filter(months=months, month__gte=first_day(first), month__lte=first_day(last))

    def totals(self):
        """{month number: counts}, added up over stores: a customer belongs to one store, so distinct people may be
        added over stores, though never over months."""
        rows = self.order_by().values_list("month").annotate(**{f"all_{name}": Sum(name) for name in COUNTS})
        return {month_number(month): dict(zip(COUNTS, counts, strict=True)) for month, *counts in rows}

    def by_store(self):
        """{(store id, month number): counts}."""
        rows = self.order_by().values_list("store_id", "month", *COUNTS)
        return {
            (store, month_number(month)): dict(zip(COUNTS, counts, strict=True)) for store, month, *counts in rows
        }
