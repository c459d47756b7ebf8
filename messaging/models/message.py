from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.querysets import MessageQuerySet


class Message(models.Model):
    """Something to be sent to one person, with its life: a row first, a wake-up second (MS-2, MS-5).

    `waiting` rows are claimed by one worker (`sending`), and end as sent, failed or expired. A row found in
    `sending` long after was cut off between sending and noting it: nobody can know, so a person decides.
    """

    class Channel(models.TextChoices):
        APP = "app", _("In the app")
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    class ErrorClass(models.TextChoices):
        """What an error means for the message: it alone decides what happens next."""

        PERMANENT = "permanent"  # this recipient will never get it
        RETRY = "retry"  # certainly not sent; perhaps later
        STOP_CHANNEL = "stop_channel"  # certainly not sent, and neither will the others be until somebody mends it
        UNKNOWN = "unknown"  # may or may not have arrived: a person decides

    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    # The recipient: one of the two.
    staff = models.ForeignKey("stores.Staff", models.CASCADE, null=True, related_name="messages")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, null=True, related_name="messages")
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"))
    # What it was written for: a word of the floor that wrote it, and the id of that floor's row, if there is one.
    cause_kind = models.CharField(_("written for"), max_length=40)
    cause_id = models.BigIntegerField(null=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("worth sending until"))
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    error_class = models.CharField(max_length=12, choices=ErrorClass, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["-due_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="message_to_one_person", condition=Q(staff__isnull=True) ^ Q(customer__isnull=True)
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="message_undecided", condition=Q(state__in=["sending", "failed"])),
            models.Index(fields=["channel", "sent_at"], name="message_sent"),
        ]

    def __str__(self):
        return self.subject

    @property
    def recipient(self):
        return self.staff or self.customer

    @property
    def address(self):
        """Where it goes by its channel; empty where there is no such address (any more)."""
        return self.staff.email if self.staff and self.channel == self.Channel.EMAIL else ""
