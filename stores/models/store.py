from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.hours import check_hours
from stores.querysets import StoreQuerySet


class Store(models.Model):
    """One shop of the dealer; every customer, order and visit belongs to one (ST-1)."""

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("Short, for files and workbooks."))
    name = models.CharField(_("name"), max_length=60)
    city = models.CharField(_("city"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    # A landline in a workbook often lacks it: 62345678 means nothing without 0371.
    area_code = models.CharField(_("telephone area code"), max_length=4, blank=True)
    digest_at = models.TimeField(_("morning digest at"), default="08:30")
    checks_a_month = models.PositiveSmallIntegerField(
        _("archives to check by phone each month"), default=10, validators=[MaxValueValidator(100)]
    )
    reveals_a_day = models.PositiveSmallIntegerField(
        _("customers whose masked numbers a person may look at in a day"),
        null=True,
        blank=True,
        help_text=_("Empty: as many as they ask for. Each look is noted, and you are told when it is unusual."),
    )
    # How much of us a household can bear, and when; what one person can do in a day (TP-5, TP-6).
    contacts_a_week = models.PositiveSmallIntegerField(
        _("greetings and offers a household gets in seven days, at most"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
        help_text=_("Service and what was promised come beside it."),
    )
    contacts_a_day = models.PositiveSmallIntegerField(
        _("contacts one person can make in a day"), default=30, validators=[MinValueValidator(1)]
    )
    calling_hours = models.CharField(
        _("calling hours"), max_length=40, default="10-12, 15-20", validators=[check_hours],
        help_text=_("Hours of the clock such as 10-12, 15-20; never before 8 or after 21."),
    )  # fmt: skip
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StoreQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("store")

    def __str__(self):
        return self.name
