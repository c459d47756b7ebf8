from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import LONGEST_TEXT


class TierEntitlement(models.Model):
    """What customers of one tier get (TI-5), where the dealer has changed it; else customers.entitlements.READY holds.

    Whoever joins it in SQL joins `customers.entitlements.ENTITLEMENTS`, which has a row for each tier.
    """

    letter = models.CharField(_("tier"), max_length=1)
    level = models.PositiveSmallIntegerField(_("level"))
    rhythm_days = models.PositiveSmallIntegerField(_("in touch at least every, days"))
    gift_yuan = models.PositiveIntegerField(_("gifts a year, yuan"))
    services = models.TextField(_("free services a year, one a line"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("entitlement of a tier")
        ordering = ["letter", "level"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "level"], name="entitlement_once"),
            models.CheckConstraint(name="entitlement_rhythm", condition=Q(rhythm_days__gte=1)),
        ]

    def __str__(self):
        return f"{self.letter}{self.level}"
