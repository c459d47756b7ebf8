from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models.contact import Way
from campaigns.querysets import RevisitQuerySet
from dealercrm.lib.texts import LONGEST_TEXT


class Revisit(models.Model):
    """A contact that took place, logged by staff (RV-3)."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("Reached")
        NO_ANSWER = "no_answer", _("No answer")
        LATER = "later", _("Call again later")
        REFUSED = "refused", _("Does not want contact")
        WRONG_NUMBER = "wrong", _("Wrong number")

    class Mood(models.TextChoices):
        DELIGHTED = "delighted", _("Delighted")
        CONTENT = "content", _("Content")
        COMPLAINT = "complaint", _("Complaint")

    customer = models.ForeignKey("customers.Customer", models.CASCADE, db_index=False, related_name="revisits")
    store = models.ForeignKey("stores.Store", models.CASCADE, db_index=False)
    contact = models.ForeignKey("campaigns.Contact", models.SET_NULL, null=True, related_name="revisits")
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, db_index=False, related_name="revisits")
    by_name = models.CharField(_("by"), max_length=40, blank=True)
    at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(auto_now_add=True)  # phones have wrong clocks: what we saw, beside what was said
    way = models.CharField(_("how"), max_length=8, choices=Way)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.REACHED)
    mood = models.CharField(_("mood"), max_length=10, choices=Mood, blank=True)
    note = models.TextField(_("note"), max_length=LONGEST_TEXT, blank=True)
    needs = models.CharField(_("needs found"), max_length=200, blank=True)
    next_on = models.DateField(_("promised for"), null=True, blank=True)
    # A complaint silences greetings and selling to the household until a person says that it is settled.
    cleared_at = models.DateTimeField(_("settled on"), null=True, editable=False)
    cleared_by = models.ForeignKey(
        "stores.Staff", models.PROTECT, null=True, editable=False, db_index=False, related_name="+"
    )
    # Made by the phone: the same entry sent twice over a bad line is one revisit.
    key = models.UUIDField(null=True, unique=True)

    objects = RevisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("revisit")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["customer", "-at"], name="revisit_of_customer"),
            models.Index(fields=["store", "at"], name="revisit_in_store"),
            models.Index(
                fields=["customer"],
                name="revisit_open_complaint",
                condition=models.Q(mood="complaint", cleared_at__isnull=True),
            ),
            models.Index(fields=["by", "at"], name="revisit_by_staff"),  # how many today, on every load of Today
        ]

    def __str__(self):
        return f"{self.get_way_display()} {self.at:%Y-%m-%d}"
