from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.querysets import ContactQuerySet
from dealercrm.lib.punctuation import listed


class Way(models.TextChoices):
    CALL = "call", _("Call")
    VISIT = "visit", _("Visit")
    WECHAT = "wechat", _("WeChat")
    SHOP = "shop", _("In store")
    EMAIL = "email", _("E-mail")


class Doer(models.TextChoices):
    KEEPER = "keeper", _("The keeper")
    CARE = "care", _("Customer care")


class Contact(models.Model):
    """One arranged contact: on which day, at what hours, how, by whom (维护安排). Why, its touchpoints say.

    It stands on Today, is moved, logged and counted. A planned one is arranged anew with its household; one that a
    person moved or promised (`is_fixed`) or finished stays as it is (TP-4).
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        SKIPPED = "skipped", _("Skipped")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="contacts")
    household = models.BigIntegerField()  # key of the household, the customer's own number where there is but one
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    assignee = models.ForeignKey("stores.Staff", models.PROTECT, null=True, db_index=False, related_name="contacts")
    # The reason it is named by, whose way and doer it has; the others are told below it.
    leading = models.ForeignKey(
        "campaigns.Touchpoint", models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    # Where the household's reasons put it; `on` lies beside it where that day is too full, or a person moved it.
    wanted_on = models.DateField()
    earliest = models.DateField()
    on = models.DateField(_("due"))
    expires_on = models.DateField(_("worth doing until"))
    from_hour = models.PositiveSmallIntegerField(null=True)  # empty: in the store's calling hours
    to_hour = models.PositiveSmallIntegerField(null=True)
    way = models.CharField(_("how"), max_length=8, choices=Way)
    doer = models.CharField(_("who does it"), max_length=8, choices=Doer)
    priority = models.PositiveSmallIntegerField(default=0)  # of its reasons the highest
    counts = models.BooleanField(default=True)  # greeting or selling: towards the household's rolling seven days
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.PLANNED)
    is_fixed = models.BooleanField(default=False)  # moved or promised by a person: the plan leaves it there
    closed_at = models.DateTimeField(_("closed on"), null=True)
    closed_why = models.CharField(_("why not"), max_length=200, blank=True)  # the words of whoever skipped it

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        indexes = [
            # Today: what one person, or a store's customer care, still has to do, oldest first.
            models.Index(fields=["assignee", "on"], name="contact_todo", condition=models.Q(state="planned")),
            models.Index(fields=["store", "on"], name="contact_open", condition=models.Q(state="planned")),
            models.Index(
                fields=["store", "closed_at"], name="contact_closed", condition=models.Q(closed_at__isnull=False)
            ),
            models.Index(fields=["household"], name="contact_household"),
        ]

    def __str__(self):
        return f"{self.reason} {self.on}"

    @property
    def reason(self):
        return self.leading.reason if self.leading else ""

    @property
    def is_service(self):
        """About what they bought, or because they asked for it: also for who wants no other contact (AR-16)."""
        return bool(self.leading and self.leading.is_service)

    @property
    def hours(self):
        """'19:00–21:00'; empty in the store's calling hours."""
        return "" if self.from_hour is None else f"{self.from_hour}:00–{self.to_hour}:00"

    @property
    def reasons(self):
        """'Birthday, care call after 30 days'; asks of `with_reasons`."""
        return listed([self.reason, *self.also])
