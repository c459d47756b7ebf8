from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Facts of the reading log: who read how many people's data (ST-5).
READING = [
    "customers.phone_revealed",
    "customers.numbers_opened",
    "customers.numbers_on_task",
    "customers.customers_exported",
    "customers.archive_handed_out",
    "customers.unusual_reading",
    "customers.unusual_reading_seen",
]


class Activity(models.Model):
    """A fact: what happened, to whom, by whom, when. Timeline, audit and trigger in one (DESIGN).

    `answered_at` is empty while its reactions (dealercrm/reactions.py) still have to run; what failed says why
    in `error` and is tried again at `try_after`. Rows are only added, never edited by people.
    """

    kind = models.CharField(_("what happened"), max_length=60)
    customer = models.ForeignKey(
        "customers.Customer", models.CASCADE, null=True, db_index=False, related_name="activities"
    )
    store = models.ForeignKey("stores.Store", models.CASCADE, null=True, db_index=False)
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="activities")
    by_name = models.CharField(_("by"), max_length=40, blank=True)  # the old name (ST-4), and imported authors
    at = models.DateTimeField(_("on"))
    subject_id = models.BigIntegerField(null=True)  # row the fact is about, of the model its kind implies
    data = models.JSONField(_("details"), default=dict)
    imported = models.BooleanField(default=False)  # history: sets nothing off
    answered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("entry of the timeline")
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="activity_timeline"),
            # The clock looks only here; almost always empty.
            models.Index(fields=["try_after"], name="activity_unanswered", condition=Q(answered_at__isnull=True)),
            # What came from before the system, asked for by whoever looks for the last contact; few, or none.
            models.Index(
                fields=["customer", "at"],
                name="activity_old_contact",
                condition=Q(kind="customers.old_contact_noted"),
            ),
            # Who has moved to another store: few, asked for by planning and figures.
            models.Index(fields=["customer"], name="activity_moved", condition=Q(kind="customers.customer_moved")),
            # The reading log is a few rows among millions.
            models.Index(fields=["by", "at"], name="activity_reading", condition=Q(kind__in=READING)),
        ]

    def __str__(self):
        return self.kind
