from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomerRisk(models.Model):
    """Why an old customer may be lost, and since when (TI-6), for lists: what customers.at_risk says, kept narrow.

    The night looks at everybody anew, and a fact at the one it is about.
    """

    customer = models.ForeignKey("customers.Customer", models.CASCADE, db_index=False, related_name="risks")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    cause = models.CharField(_("cause"), max_length=10)
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("risk of losing a customer")
        constraints = [models.UniqueConstraint(fields=["customer", "cause"], name="risk_once")]
        indexes = [models.Index(fields=["store", "cause"], name="risk_in_store")]

    def __str__(self):
        return self.cause
