from django.db import models
from django.db.models import Sum

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


class PeriodFiguresQuerySet(models.QuerySet):
    def of(self, store):
        """Those of one store, or of all for None."""
        return self if store is None else self.filter(store=store)

    def totals(self, *by):
        """Counts added up over stores, as dictionaries with `by` and COUNTS. A customer belongs to one store, so
        distinct people may be added over stores, though never over months."""
        return self.order_by().values(*by).annotate(**{f"{name}_sum": Sum(name) for name in COUNTS})
