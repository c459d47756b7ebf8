from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import LONGEST_TEXT


class Home(models.Model):
    """A place a customer furnishes; some have several (AR-4)."""

    class Kind(models.TextChoices):
        BARE = "bare", _("Bare")
        FITTED = "fitted", _("Fully fitted")
        SECOND_HAND = "second_hand", _("Second-hand")
        RENEWED = "renewed", _("Old house renewed")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="homes")
    label = models.CharField(
        _("called"), max_length=40, blank=True, help_text=_("New home, parents' flat, the sea ...")
    )
    kind = models.CharField(_("type"), max_length=12, choices=Kind, blank=True)
    renovation_round = models.PositiveSmallIntegerField(
        _("which renovation"),
        default=1,
        help_text=_("1 for the first time, 2 for a home that was renovated before."),
    )
    community = models.CharField(_("community"), max_length=80, blank=True)
    door = models.CharField(_("building, unit, room"), max_length=60, blank=True)
    area = models.DecimalField(_("area, m²"), max_digits=7, decimal_places=2, null=True, blank=True)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    is_main = models.BooleanField(_("the family lives here"), default=True)
    photo_permission_by = models.CharField(
        _("photos allowed by"),
        max_length=60,
        blank=True,
        help_text=_("Photos of a home are taken only with the family's permission: whose?"),
    )
    photo_permission_on = models.DateField(_("photos allowed on"), null=True, blank=True)
    notes = models.TextField(_("notes"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["customer_id", "-is_main", "id"]
        verbose_name = _("home")
        constraints = [
            models.CheckConstraint(name="renovation_round_from_one", condition=Q(renovation_round__gte=1)),
            # Permission is a person and a day, or it is none.
            models.CheckConstraint(
                name="photo_permission_whole",
                condition=(Q(photo_permission_by="") & Q(photo_permission_on__isnull=True))
                | (~Q(photo_permission_by="") & Q(photo_permission_on__isnull=False)),
            ),
        ]

    def __str__(self):
        return self.label or " ".join(part for part in (self.community, self.door) if part) or str(_("A home"))


class HomeItem(models.Model):
    """What stands in a home, ours or another brand's, and what is missing (缺货) (AR-5)."""

    class State(models.TextChoices):
        GOOD = "good", _("Good")
        WORN = "worn", _("Worn")
        BROKEN = "broken", _("Broken")
        MISSING = "missing", _("Missing")

    home = models.ForeignKey(Home, models.CASCADE, related_name="items")
    category = models.ForeignKey(
        "customers.Category", models.PROTECT, null=True, blank=True, verbose_name=_("category")
    )
    product = models.CharField(_("what"), max_length=120)
    bought_from_us = models.BooleanField(_("bought from us"), default=False)
    brand = models.CharField(_("brand"), max_length=40, blank=True)
    bought_on = models.DateField(_("bought on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.GOOD)
    order_line = models.OneToOneField("customers.OrderLine", models.SET_NULL, null=True, editable=False)
    notes = models.CharField(_("notes"), max_length=200, blank=True)

    class Meta:
        ordering = ["home_id", "id"]
        verbose_name = _("home item")

    def __str__(self):
        return self.product


class DesignReview(models.Model):
    """A review of the design at the customer's home before signing: the 1st, 2nd, 3rd (AR-6)."""

    order = models.ForeignKey("customers.Order", models.CASCADE, related_name="design_reviews")
    number = models.PositiveSmallIntegerField(_("which"))
    held_on = models.DateField(_("held on"))
    by = models.ForeignKey(
        "stores.Staff", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    designer_name = models.CharField(_("designer"), max_length=40, blank=True)
    result = models.CharField(_("what came of it"), max_length=300, blank=True)

    class Meta:
        ordering = ["order_id", "number"]
        verbose_name = _("design review")
        constraints = [
            models.UniqueConstraint(fields=["order", "number"], name="design_review_once"),
            models.CheckConstraint(name="three_design_reviews", condition=Q(number__gte=1, number__lte=3)),
        ]

    def __str__(self):
        return str(self.number)
