from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.models.rule import TouchpointRule
from campaigns.querysets import TouchpointQuerySet


class Touchpoint(models.Model):
    """A reason to be in touch: by which rule or promise, with whom, wanted when (维护节点). Its contact is the deed.

    The rules give and take it as the archive changes; one that was finished never changes by itself (TP-4). A promise
    ("call me in May") is a touchpoint without a rule.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        DROPPED = "dropped", _("Gave way")
        SILENCED = "silenced", _("Silenced")

    class Why(models.TextChoices):
        """Why it is dropped or silenced."""

        CAP = "cap", _("the household hears from us often enough these days")
        SILENCE_DAY = "silence_day", _("a day of silence, and no other day would do")
        COMPLAINT = "complaint", _("a complaint is open")
        LEFT_ALONE = "left_alone", _("they want no contact but service")
        CHANNEL = "channel", _("they do not want contact by this way")

    rule = models.ForeignKey(
        "campaigns.TouchpointRule", models.PROTECT, null=True, related_name="touchpoints", db_index=False
    )
    promise = models.OneToOneField("campaigns.Revisit", models.CASCADE, null=True, related_name="promised")
    contact = models.ForeignKey("campaigns.Contact", models.SET_NULL, null=True, related_name="touchpoints")
    # Found by the unique constraint, which begins with it: one index less to keep for a million rows a night.
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="touchpoints", db_index=False)
    household = models.BigIntegerField()
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    # Which time this is: 'solar-2026', 'lunar-2026', 'order-1234'. With rule, customer and person it exists once.
    occurrence = models.CharField(max_length=24)
    # Of the household whose birthday it is. A row that was done keeps the number when the member is written anew;
    # `person` (campaigns.persons) says who it was. Both are empty for all that is the customer's own.
    member = models.ForeignKey(
        "customers.HouseholdMember",
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="touchpoints",
    )
    person = models.CharField(max_length=24, blank=True)
    occasion_on = models.DateField(_("occasion"))
    wanted_on = models.DateField(_("wanted on"))  # the rule's word; the contact says when it is done
    earliest = models.DateField()
    latest = models.DateField(_("worth doing until"))
    priority = models.PositiveSmallIntegerField(default=0)
    nature = models.CharField(_("what it is"), max_length=8, choices=TouchpointRule.Nature)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    why = models.CharField(_("why it gave way"), max_length=12, choices=Why, blank=True)
    gave_way_to = models.ForeignKey(
        "self", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )

    objects = TouchpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("touchpoint")
        constraints = [
            # Promises have no rule, and a NULL equals nothing: it binds the planned ones only.
            models.UniqueConstraint(fields=["customer", "rule", "occurrence", "person"], name="touchpoint_once"),
            models.CheckConstraint(
                name="touchpoint_has_a_cause", condition=Q(rule__isnull=False) | Q(promise__isnull=False)
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "wanted_on"],
                name="touchpoint_open",
                condition=Q(state__in=["planned", "dropped", "silenced"]),
            ),
        ]

    def __str__(self):
        return f"{self.reason} {self.wanted_on}"

    @property
    def reason(self):
        return str(self.rule) if self.rule_id else str(_("As promised"))

    @property
    def is_service(self):
        """About what they bought, or because they asked for it: also for who wants no other contact (AR-16)."""
        return self.rule is None or self.rule.is_service

    @property
    def why_in_words(self):
        """'gave way to: birthday, two days before'."""
        other = self.gave_way_to
        if not other:
            return self.get_why_display()
        on = other.contact.on if other.contact else other.wanted_on
        days = (on - self.wanted_on).days
        told = {"reason": other.reason, "days": abs(days)}
        if days == 0:
            return _("gave way to: %(reason)s, on its day") % told
        if days < 0:
            return _("gave way to: %(reason)s, %(days)d days before") % told
        return _("gave way to: %(reason)s, %(days)d days after") % told


class StorePlan(models.Model):
    """How far a store's schedule is laid out; after an outage planning goes on from here, so no day is skipped."""

    store = models.OneToOneField("stores.Store", models.CASCADE, primary_key=True, related_name="plan")
    planned_on = models.DateField()
    through = models.DateField()

    def __str__(self):
        return f"{self.store_id}: {self.through}"
