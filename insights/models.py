from django.db import models

from insights.querysets import PeriodFiguresQuerySet


class PeriodFigures(models.Model):
    """The counts of one store over the `months` (1, 3 or 12) calendar months that end with `month`.

    Every ratio of the owner's page is made of them. Stored, because distinct people of a year cannot be added up
    from its months, and counting a million orders live would take half a second a page. A fact that touches a
    period makes it stale and moves its `version` on; whoever counts writes only if the version is the one they
    saw, so that no count made without the latest fact passes for a fresh one.
    """

    store = models.ForeignKey("stores.Store", models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()  # first day of the last month
    months = models.PositiveSmallIntegerField()
    served = models.PositiveIntegerField(db_default=0)
    referrers = models.PositiveIntegerField(db_default=0)
    referred = models.PositiveIntegerField(db_default=0)
    orders = models.PositiveIntegerField(db_default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2, db_default=0)
    repeat_orders = models.PositiveIntegerField(db_default=0)
    repeat_amount = models.DecimalField(max_digits=16, decimal_places=2, db_default=0)
    referred_orders = models.PositiveIntegerField(db_default=0)
    referred_amount = models.DecimalField(max_digits=16, decimal_places=2, db_default=0)
    is_stale = models.BooleanField(db_default=False)
    version = models.PositiveIntegerField(db_default=1)

    objects = PeriodFiguresQuerySet.as_manager()

    class Meta:
        # In this order one index serves the page's two questions: which months there are, and all stores of some.
        constraints = [models.UniqueConstraint(fields=["months", "month", "store"], name="figures_of_a_period")]

    def __str__(self):
        return f"{self.store_id} {self.month:%Y-%m} ({self.months})"
