from django.db import models


class MonthFigures(models.Model):
    """The counts of one store and month, from which every ratio of the owner's page is made.

    Stored, because distinct people of a month cannot be added up from days, and counting a million orders
    live would take half a second a page. A month that a fact touched is stale (`stale_at`) and counted anew
    before it is shown, so a figure always equals the rows behind it.
    """

    store = models.ForeignKey("stores.Store", models.CASCADE, related_name="+", db_index=False)
    month = models.DateField()  # its first day
    served = models.PositiveIntegerField(default=0)  # customers served (insights/definitions.py)
    referrers = models.PositiveIntegerField(default=0)  # of those, who referred somebody
    referred = models.PositiveIntegerField(default=0)  # people they referred
    orders = models.PositiveIntegerField(default=0)
    amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    repeat_orders = models.PositiveIntegerField(default=0)
    repeat_amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    referred_orders = models.PositiveIntegerField(default=0)
    referred_amount = models.DecimalField(max_digits=16, decimal_places=2, default=0)
    stale_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "month"], name="figures_of_a_month")]
