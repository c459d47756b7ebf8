from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from campaigns.querysets import TouchpointQuerySet


class Way(models.TextChoices):
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    WECHAT = "wechat", _("WeChat")
    SHOP = "shop", _("In store")
    EMAIL = "email", _("E-mail")


class Doer(models.TextChoices):
    KEEPER = "keeper", _("The keeper")
    CARE = "care", _("Customer care")


class Touchpoint(models.Model):
    """One contact that is due: who, why, how, when (维护节点).

    A planned one belongs to the plan and may be moved or withdrawn by it; one that a person finished or moved
    never changes by itself (TP-4). A promise ("call me in May") is a touchpoint without a rule.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        EXPIRED = "expired", _("Expired")

    rule = models.ForeignKey(
        "campaigns.TouchpointRule", models.PROTECT, null=True, related_name="touchpoints", db_index=False
    )
    promise = models.OneToOneField("campaigns.Revisit", models.CASCADE, null=True, related_name="promised")
    # Found by the unique constraint, which begins with it: one index less to keep for a million rows a night.
    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="touchpoints", db_index=False)
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    assignee = models.ForeignKey("stores.Staff", models.PROTECT, null=True, db_index=False, related_name="touchpoints")
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
    due_on = models.DateField(_("due"))
    expires_on = models.DateField(_("worth doing until"))
    way = models.CharField(_("how"), max_length=8, choices=Way)
    doer = models.CharField(_("who does it"), max_length=8, choices=Doer)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLANNED)
    moved_by_hand = models.BooleanField(default=False)  # put off by a person: the plan no longer moves it
    closed_at = models.DateTimeField(_("closed on"), null=True)
    closed_why = models.CharField(_("why not"), max_length=200, blank=True)  # the words of whoever skipped it

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
            # Today: what one person, or a store's customer care, still has to do, oldest first.
            models.Index(fields=["assignee", "due_on"], name="touchpoint_todo", condition=Q(state="planned")),
            models.Index(fields=["store", "due_on"], name="touchpoint_open", condition=Q(state="planned")),
            models.Index(fields=["store", "closed_at"], name="touchpoint_expired", condition=Q(state="expired")),
        ]

    def __str__(self):
        return f"{self.reason} {self.due_on}"

    @property
    def reason(self):
        return str(self.rule) if self.rule_id else str(_("As promised"))

    @property
    def is_service(self):
        """About what they bought, or because they asked for it: also for who wants no other contact (AR-16)."""
        return self.rule is None or self.rule.is_service


class StorePlan(models.Model):
    """How far a store's schedule is laid out; after an outage planning goes on from here, so no day is skipped."""

    store = models.OneToOneField("stores.Store", models.CASCADE, primary_key=True, related_name="plan")
    planned_on = models.DateField()
    through = models.DateField()

    def __str__(self):
        return f"{self.store_id}: {self.through}"
