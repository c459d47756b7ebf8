from django.db import models
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import LONGEST_TEXT


class DistributorProfile(models.Model):
    """What is known of a distributor (下线分销商), and the last stock counted there (AR-8)."""

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="distributor")
    sells = models.CharField(_("sells"), max_length=200, blank=True)
    standing = models.CharField(_("standing and influence"), max_length=200, blank=True)
    reach = models.CharField(
        _("reach"), max_length=200, blank=True, help_text=_("Towns, communities, contractors: whom they reach.")
    )
    capital = models.CharField(_("capital"), max_length=100, blank=True)
    credit = models.CharField(_("credit"), max_length=100, blank=True)
    will = models.CharField(_("will to cooperate"), max_length=100, blank=True)
    stock = models.CharField(_("last known stock"), max_length=300, blank=True)
    stock_checked_on = models.DateField(_("stock checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("distributor profile")


class DesignerProfile(models.Model):
    """What is known of a designer (家装设计师) (AR-8)."""

    customer = models.OneToOneField("customers.Customer", models.CASCADE, primary_key=True, related_name="designer")
    studio = models.CharField(_("studio"), max_length=100, blank=True)
    style = models.CharField(_("style"), max_length=200, blank=True)
    projects = models.TextField(_("projects"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        verbose_name = _("designer profile")
