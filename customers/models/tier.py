from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerTier(models.Model):
    """An old customer's tier A1..D3 and the facts it rests on (TI-1).

    A narrow table of its own: the night rewrites it for everybody, and on the wide customer row that would cost
    thirty times as much.
    """

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="tier")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    letter = models.CharField(_("tier"), max_length=1)
    level = models.PositiveSmallIntegerField(_("level"))
    spent = models.BigIntegerField(_("spent, yuan"))
    orders = models.PositiveIntegerField(_("orders"))
    last_signed_on = models.DateField(_("last signed on"))

    class Meta:
        verbose_name = _("tier")
        indexes = [
            models.Index(fields=["store", "letter", "level", "-customer"], name="tier_in_store"),
            models.Index(fields=["letter", "level", "-customer"], name="tier_of_all"),
        ]

    def __str__(self):
        return f"{self.letter}{self.level}"


class TierCutoffs(models.Model):
    """What a customer must have spent (whole yuan) to be A, B or C; the night draws them anew from all customers."""

    a_from = models.BigIntegerField()
    b_from = models.BigIntegerField()
    c_from = models.BigIntegerField()
    drawn_at = models.DateTimeField()
