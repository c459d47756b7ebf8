from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Completeness(models.Model):
    """How complete an archive is, in percent (AR-10), for lists: what customers.completeness says, kept narrow.

    Whoever writes what it asks for keeps it, and the night looks through all. An erased archive has none.
    """

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="completeness")
    percent = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [models.Index(fields=["percent", "-customer"], name="completeness_percent")]

    def __str__(self):
        return f"{self.percent} %"


class NextPurchase(models.Model):
    """How likely the family buys again within twelve months, and from when on it needs something (AR-7), for lists:
    what customers.chances says, kept narrow. No row: too little is known.

    The night counts everybody anew, and who changes a home or an order the one it is about.
    """

    customer = models.OneToOneField(
        "customers.Customer", models.CASCADE, primary_key=True, related_name="next_purchase"
    )
    percent = models.FloatField()
    from_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-percent", "-customer"], name="next_purchase_likely")]

    def __str__(self):
        return f"{max(round(self.percent), 1)} %"


class LifeCurve(models.Model):
    """What share has not bought the next one here after 0, 1, 2 ... years: of a category, of a further home, of
    whatever else brings families back (customers.chances). Redrawn every night from the dealer's own purchases; one row
    each, for every customer's page reads them all."""

    source = models.CharField(max_length=30, primary_key=True)
    survival = ArrayField(models.FloatField())
    sample = models.PositiveIntegerField()  # purchases it was learned from

    def percent_bought(self, year):
        """How many of a hundred had bought the next one here by then."""
        return round(100 * (1 - self.survival[year]))


class BuyingHabits(models.Model):
    """One row beside the curves: how many families come back at all, how alike they are, what the percents came to in
    years before, and in `fifths` what would have been said a year ago beside what was bought since."""

    learned_on = models.DateField()
    come_back = models.FloatField()
    steadiness = models.FloatField(null=True)
    came_true = models.JSONField(default=list)
    fifths = models.JSONField(default=list)

    @property
    def comparison(self):
        """[(percent said, percent that bought, families)], the likeliest first."""
        return [(100 * said, 100 * bought, families) for said, bought, families in self.fifths[::-1]]

    @property
    def come_back_percent(self):
        return round(100 * self.come_back)


class ArchiveCheck(models.Model):
    """One archive drawn for the manager's check by phone in a month, and what the manager found (AR-9)."""

    class Result(models.TextChoices):
        TRUE = "true", _("True")
        PARTLY = "partly", _("Partly wrong, mended")
        FALSE = "false", _("Made up")
        UNREACHABLE = "unreachable", _("Not reached")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="checks")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    month = models.DateField(_("month"))  # its first day
    drawn_at = models.DateTimeField(_("drawn on"))
    result = models.CharField(_("result"), max_length=12, choices=Result, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    checked_by = models.ForeignKey(
        "stores.Staff", models.PROTECT, null=True, related_name="+", verbose_name=_("checked by")
    )
    checked_at = models.DateTimeField(_("checked on"), null=True)

    class Meta:
        verbose_name = _("check by phone")
        ordering = ["store_id", "-month", "id"]
        constraints = [models.UniqueConstraint(fields=["customer", "month"], name="archive_checked_once_a_month")]
        indexes = [models.Index(fields=["store", "month"], name="archive_checks_of_month")]


class Suspicion(models.Model):
    """A reason why an archive looks made up; cleared by a person, never by silence (AR-9)."""

    class Reason(models.TextChoices):
        SHARED_PHONE = "shared_phone", _("One phone on many archives")
        RUNNING_NUMBERS = "running", _("Running phone numbers")
        BURST = "burst", _("Many entries within a minute")
        SHARED_ADDRESS = "address", _("An address used over and over")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="suspicions")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    reason = models.CharField(max_length=12, choices=Reason)
    evidence = models.JSONField(default=dict)
    # What it is one of: the same number, the same door, the same minutes. One card on the list, one word that clears.
    incident = models.CharField(max_length=40)
    found_at = models.DateTimeField()
    cleared_by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    cleared_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "reason"], name="suspicion_once")]
        indexes = [models.Index(fields=["store", "reason"], name="suspicion_in_store")]
