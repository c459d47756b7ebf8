from django.db import models


class PeriodFigures(models.Model):
    """The counts of one store over the `months` (1 or 12) calendar months that end with `month`.

    Every ratio of the owner's page is made of them. Stored, because distinct people of a year cannot be added up
    from its months, and counting a million orders live would take half a second a page. Counts that a fact touched
    are stale (`stale_at`) and counted anew before they are shown, so that a figure equals the rows behind it.
    """

    store = models.ForeignKey("stores.Store", models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()  # first day of the last month
    months = models.PositiveSmallIntegerField()
    served = models.PositiveIntegerField(default=0)
    referrers = models.PositiveIntegerField(default=0)
    referred = models.PositiveIntegerField(default=0)
    orders = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    repeat_orders = models.PositiveIntegerField(default=0)
    repeat_amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    referred_orders = models.PositiveIntegerField(default=0)
    referred_amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    stale_at = models.DateTimeField(null=True)

    class Meta:
        # In this order one index serves the page's two questions: which months there are, and all stores of some.
        constraints = [models.UniqueConstraint(fields=["months", "month", "store"], name="figures_of_a_period")]
