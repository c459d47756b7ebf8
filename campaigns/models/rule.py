from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.models.touchpoint import Doer, Way
from dealercrm.lib.texts import LONGEST_TEXT


class TouchpointRule(models.Model):
    """When, for whom and how a store gets in touch (TP-2). Ready ones: reference/ready_rules.csv (TP-3)."""

    class Trigger(models.TextChoices):
        FESTIVAL = "festival", _("Festival")
        PROFESSION = "profession", _("Profession day")
        BIRTHDAY = "birthday", _("Birthday")
        HOUSEHOLD_BIRTHDAY = "household_birthday", _("Birthday in the household")
        AFTER_INSTALL = "after_install", _("Days after installation")
        STALE = "stale", _("Archive out of date")  # nobody brought it up to date for `after_days`

    class OnSilence(models.TextChoices):
        BEFORE = "before", _("the day before it")
        LEAVE_OUT = "leave_out", _("left out that year")

    # Who wants no contact is still called about what they bought, but not on a channel they withdrew (AR-16).
    SERVICE = frozenset({Trigger.AFTER_INSTALL})

    store = models.ForeignKey("stores.Store", models.CASCADE, related_name="rules")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    trigger = models.CharField(_("when"), max_length=18, choices=Trigger)
    # A code of reference/festivals.csv or profession_days.csv; in the household whose birthday: a relation, or all.
    day_code = models.CharField(_("day"), max_length=40, blank=True)
    after_days = models.PositiveSmallIntegerField(_("days after"), null=True, blank=True)
    category = models.ForeignKey(
        "customers.Category", models.PROTECT, null=True, blank=True, verbose_name=_("goods"), related_name="+"
    )
    tiers = models.CharField(_("tiers"), max_length=4, blank=True, help_text=_("Letters such as AB; empty means all."))
    way = models.CharField(_("how"), max_length=8, choices=Way)
    doer = models.CharField(_("who does it"), max_length=8, choices=Doer, default=Doer.KEEPER)
    lead_days = models.PositiveSmallIntegerField(_("days ahead"), default=0)
    grace_days = models.PositiveSmallIntegerField(
        _("worth doing for, days"),
        default=3,
        help_text=_("Later than this it expires: a wish three days late is none."),
    )
    on_silence = models.CharField(_("on a day of silence"), max_length=9, choices=OnSilence, default=OnSilence.BEFORE)
    how = models.CharField(_("how to do it"), max_length=300, blank=True)
    guide = models.TextField(_("what to say"), max_length=LONGEST_TEXT, blank=True)
    avoid = models.TextField(_("what not to say"), max_length=LONGEST_TEXT, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["store_id", "trigger", "after_days", "code"]
        verbose_name = _("touchpoint rule")
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="rule_code_in_store"),
            models.CheckConstraint(
                name="rule_says_when",
                condition=Q(trigger__in=["birthday", "household_birthday"])
                | Q(trigger__in=["after_install", "stale"], after_days__isnull=False)
                | (Q(trigger__in=["festival", "profession"]) & ~Q(day_code="")),
            ),
        ]

    def __str__(self):
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    @property
    def is_service(self):
        return self.trigger in self.SERVICE

    @property
    def is_greeting(self):
        """Good wishes keep off the days of silence; a call about the goods need not."""
        return self.trigger not in (self.Trigger.AFTER_INSTALL, self.Trigger.STALE)
