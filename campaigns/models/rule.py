from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from campaigns.models.contact import Doer, Way
from dealercrm.lib.texts import LONGEST_TEXT


class TouchpointRule(models.Model):
    """When, for whom and how a store gets in touch (TP-2). Ready ones: reference/ready_rules.csv (TP-3)."""

    class Trigger(models.TextChoices):
        FESTIVAL = "festival", _("Festival")
        PROFESSION = "profession", _("Profession day")
        BIRTHDAY = "birthday", _("Birthday")
        HOUSEHOLD_BIRTHDAY = "household_birthday", _("Birthday in the household")
        WEDDING = "wedding", _("Wedding anniversary")
        AFTER_SIGN = "after_sign", _("Days after signing")
        AFTER_DELIVERY = "after_delivery", _("Days after delivery")
        AFTER_INSTALL = "after_install", _("Days after installation")
        CARE = "care", _("Care of goods")  # every so many months after their installation
        RHYTHM = "rhythm", _("Rhythm of the tier")  # so many days after somebody was last reached
        NEXT_PURCHASE = "next_purchase", _("Time for the next purchase")
        STALE = "stale", _("Archive out of date")  # nobody brought it up to date for `after_days`
        STOCK_CHECK = "stock_check", _("Stock of a distributor")  # last counted `after_days` ago

    class OnSilence(models.TextChoices):
        BEFORE = "before", _("the day before it")
        LEAVE_OUT = "leave_out", _("left out that year")

    class Nature(models.TextChoices):
        """What silence means for it: who wants no contact still gets service, and so does who complains (AR-16)."""

        GREETING = "greeting", _("Greeting")
        SELLING = "selling", _("Selling")
        SERVICE = "service", _("Service")

    class Present(models.TextChoices):
        GIFT = "gift", _("Gift")
        FLOWERS = "flowers", _("Flowers")

    class EndsEarly(models.TextChoices):
        """Facts after which the later steps of a sequence are not worth doing."""

        ORDERED = "customers.order_signed", _("they ordered again")
        REFERRED = "referrals.referral_recorded", _("they referred somebody")
        COMPLAINED = "campaigns.complaint_heard", _("they complained")

    # What a rule of a kind is, unless the dealer says otherwise.
    NATURES = {
        Trigger.AFTER_SIGN: Nature.SERVICE, Trigger.AFTER_DELIVERY: Nature.SERVICE,
        Trigger.AFTER_INSTALL: Nature.SERVICE, Trigger.CARE: Nature.SERVICE, Trigger.STALE: Nature.SELLING,
        Trigger.NEXT_PURCHASE: Nature.SELLING, Trigger.STOCK_CHECK: Nature.SERVICE,
    }  # fmt: skip

    store = models.ForeignKey("stores.Store", models.CASCADE, related_name="rules")
    code = models.SlugField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    trigger = models.CharField(_("when"), max_length=18, choices=Trigger)
    # A code of reference/festivals.csv or profession_days.csv; in the household whose birthday: a relation, or all.
    day_code = models.CharField(_("day"), max_length=40, blank=True)
    after_days = models.PositiveSmallIntegerField(_("days after"), null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(_("every, months"), null=True, blank=True)
    at_least = models.PositiveSmallIntegerField(_("likely by at least, %"), null=True, blank=True)
    category = models.ForeignKey(
        "customers.Category", models.PROTECT, null=True, blank=True, verbose_name=_("goods"), related_name="+"
    )
    tiers = models.CharField(_("tiers"), max_length=4, blank=True, help_text=_("Letters such as AB; empty means all."))
    levels = models.CharField(_("levels"), max_length=4, blank=True)
    # Empty: old customers of every kind. A kind named also means partners who never bought themselves.
    kinds = ArrayField(models.CharField(max_length=12), verbose_name=_("kinds"), default=list, blank=True)
    occupations = ArrayField(models.CharField(max_length=30), verbose_name=_("occupations"), default=list, blank=True)
    nature = models.CharField(_("what it is"), max_length=8, choices=Nature, default=Nature.GREETING)
    way = models.CharField(_("how"), max_length=8, choices=Way)
    present = models.CharField(_("with"), max_length=7, choices=Present, blank=True)
    budget = models.PositiveIntegerField(_("budget a head, yuan"), default=0)
    # Rules of one name that follow each other after the same order; they end with the first of these facts.
    sequence = models.CharField(_("part of the sequence"), max_length=40, blank=True)
    ends_early = ArrayField(
        models.CharField(max_length=40), verbose_name=_("the sequence ends when"), default=list, blank=True
    )
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
    retired_at = models.DateTimeField(null=True, editable=False)  # out of the list; what it did keeps its name

    class Meta:
        ordering = ["store_id", "trigger", "after_days", "code"]
        verbose_name = _("touchpoint rule")
        constraints = [
            models.UniqueConstraint(fields=["store", "code"], name="rule_code_in_store"),
            models.CheckConstraint(
                name="rule_says_when",
                condition=Q(trigger__in=["birthday", "household_birthday", "wedding", "rhythm", "next_purchase"])
                | Q(
                    trigger__in=["after_sign", "after_delivery", "after_install", "stale", "stock_check"],
                    after_days__isnull=False,
                )
                | Q(trigger="care", every_months__gte=1, category__isnull=False)
                | (Q(trigger__in=["festival", "profession"]) & ~Q(day_code="")),
            ),
        ]

    def __str__(self):
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name

    def words_at(self, moment):
        """{field: value} of how it is done, what is said and what is not, as the rule stood then."""
        then = self.versions.filter(since__lte=moment).first() or self.versions.last()
        return {name: then.values[name] if then else getattr(self, name) for name in ("how", "guide", "avoid")}

    @property
    def is_service(self):
        return self.nature == self.Nature.SERVICE

    @property
    def is_greeting(self):
        """Good wishes and offers keep off the days of silence; a call about the goods need not."""
        return self.nature != self.Nature.SERVICE
