from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.querysets import MessageQuerySet


class Message(models.Model):
    """Something to be sent, with its life: a row first, a wake-up second (MS-2, MS-5).

    `waiting` rows are claimed by one worker (`sending`), and end as sent, failed or expired. A row found in
    `sending` long after was cut off between sending and noting it: nobody can know, so a person decides.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", _("Morning digest")
        TEST = "test", _("Test message")

    class Channel(models.TextChoices):
        APP = "app", _("In the app")
        EMAIL = "email", _("E-mail")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    kind = models.CharField(max_length=10, choices=Kind)
    channel = models.CharField(max_length=8, choices=Channel)
    staff = models.ForeignKey("stores.Staff", models.CASCADE, related_name="messages")
    day = models.DateField()
    subject = models.CharField(max_length=120)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        ordering = ["-due_at", "-id"]
        constraints = [
            # One digest a day, person and channel, however often the clock wakes up.
            models.UniqueConstraint(fields=["kind", "channel", "staff", "day"], name="message_once"),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["claimed_at"], name="message_undecided", condition=Q(state__in=["sending", "failed"])),
            models.Index(fields=["channel", "sent_at"], name="message_sent"),
        ]

    def __str__(self):
        return self.subject
