from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.querysets import OPEN, STANDING, OrderQuerySet
from dealercrm.lib.texts import LONGEST_TEXT


class Category(models.Model):
    """A kind of goods with its care and expected life (reference/care_cycles.csv)."""

    code = models.CharField(max_length=30, primary_key=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=60)
    advice_zh = models.CharField(max_length=200, blank=True)
    advice_en = models.CharField(max_length=300, blank=True)
    first_revisit_days = models.PositiveSmallIntegerField(_("first revisit after days"), null=True, blank=True)
    care_every_months = models.PositiveSmallIntegerField(_("care every, months"), null=True, blank=True)
    replace_from_years = models.PositiveSmallIntegerField(
        _("replaced after, years, at the earliest"), null=True, blank=True
    )
    replace_to_years = models.PositiveSmallIntegerField(_("at the latest"), null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self):
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def lives(self):
        """(from, to) in years, or None where it is not replaced or nobody knows."""
        first = self.replace_from_years
        return (first, max(self.replace_to_years or first, first)) if first else None

    @property
    def advice(self):
        return self.advice_en if (get_language() or "").startswith("en") else self.advice_zh


class Order(models.Model):
    """What a family buys at once. Each step is a day: empty means not yet (AR-6)."""

    store = models.ForeignKey("stores.Store", models.PROTECT, db_index=False, related_name="orders")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, db_index=False, related_name="orders")
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    planned_install_on = models.DateField(_("installation planned for"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    installed_on = models.DateField(_("installed on"), null=True, blank=True)
    returned_on = models.DateField(_("returned on"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, default=0)
    gross_profit = models.DecimalField(_("gross profit"), max_digits=12, decimal_places=2, null=True, blank=True)
    salesperson = models.ForeignKey(
        "stores.Staff", models.PROTECT, null=True, blank=True, related_name="sales", verbose_name=_("salesperson")
    )
    # As written in a workbook: may have left long ago.
    salesperson_name = models.CharField(_("salesperson"), max_length=40, blank=True)
    # Their own archive, where they have one; else, or besides, as somebody wrote them down.
    designer = models.ForeignKey(
        "customers.Customer", models.SET_NULL, null=True, blank=True, related_name="designed_orders",
        verbose_name=_("designer's archive"),
    )  # fmt: skip
    designer_name = models.CharField(_("designer"), max_length=40, blank=True)
    crew = models.ForeignKey(
        "stores.Staff", models.PROTECT, null=True, blank=True, related_name="installations", verbose_name=_("crew")
    )
    crew_name = models.CharField(_("crew"), max_length=40, blank=True)
    notes = models.TextField(_("notes"), max_length=LONGEST_TEXT, blank=True)
    import_job_id = models.BigIntegerField(null=True, editable=False, db_index=True)  # of the workbook that brought it
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        indexes = [
            models.Index(fields=["customer", "signed_on"], name="order_of_customer"),
            models.Index(fields=["store", "signed_on"], name="order_signed"),
            # Of all stores together, newest first: what the owner sees behind a figure.
            models.Index(fields=["-signed_on", "-id"], name="order_newest"),
            models.Index(fields=["installed_on", "store"], name="order_installed"),
            # The crew's list, and the store's: what is signed and still to be installed.
            models.Index(
                fields=["crew", "planned_install_on"],
                name="order_to_install",
                condition=Q(installed_on__isnull=True, cancelled_on__isnull=True),
            ),
            models.Index(
                fields=["store", "planned_install_on"],
                name="order_to_install_in_store",
                condition=Q(installed_on__isnull=True, cancelled_on__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(name="amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="installed_after_signed",
                condition=Q(installed_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(installed_on__gte=F("signed_on")),
            ),
        ]

    def __str__(self):
        return _("Order %(id)s") % {"id": self.pk}

    def get_absolute_url(self):
        return reverse("customers:order-detail", args=[self.pk])

    @property
    def stands(self):
        """Signed, and neither cancelled nor returned: what counts in every figure."""
        return all((getattr(self, column) is None) == is_empty for column, is_empty in STANDING.items())

    @property
    def is_open(self):
        """Neither cancelled nor returned: may still be worked on."""
        return all((getattr(self, column) is None) == is_empty for column, is_empty in OPEN.items())


class OrderLine(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=0)
    product = models.CharField(_("product"), max_length=120)
    category = models.ForeignKey(Category, models.SET_NULL, null=True, blank=True, verbose_name=_("category"))
    quantity = models.DecimalField(_("quantity"), max_digits=10, decimal_places=2, null=True, blank=True)
    measure = models.CharField(_("measure"), max_length=10, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["order_id", "position"]
        verbose_name = _("order line")

    def __str__(self):
        return self.product
