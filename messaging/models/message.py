from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.channels import letter
from messaging.querysets import MessageQuerySet


class Channel(models.TextChoices):
    APP = "app", _("In the app")
    EMAIL = "email", _("E-mail")
    WECOM = "wecom", _("WeCom robot")
    DINGTALK = "dingtalk", _("DingTalk robot")
    FEISHU = "feishu", _("Feishu robot")
    ALIYUN_SMS = "aliyun_sms", _("Aliyun SMS")
    TENCENT_SMS = "tencent_sms", _("Tencent SMS")


ROBOTS = (Channel.WECOM, Channel.DINGTALK, Channel.FEISHU)
SMS = (Channel.ALIYUN_SMS, Channel.TENCENT_SMS)


class Message(models.Model):
    """Something to be sent to one person, with its life: a row first, a wake-up second (MS-2, MS-5).

    `waiting` rows are claimed by one worker (`sending`), and end as sent, failed or expired; of what a gateway took one
    may hear more. A row found in `sending` long after was cut off between sending and noting it: nobody can know, so a
    person decides. Each move from state to state is kept (MessageMove).
    """

    Channel = Channel

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for a yes")
        WAITING = "waiting", _("Planned")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Handed over")
        CONFIRMED = "confirmed", _("Confirmed by a person")
        DELIVERED = "delivered", _("Delivered")
        REPLIED = "replied", _("Answered")
        FAILED = "failed", _("Failed")
        EXPIRED = "expired", _("Expired")

    class ErrorClass(models.TextChoices):
        """What an error means for the message: it alone decides what happens next."""

        PERMANENT = letter.PERMANENT, _("This recipient will not get it")
        RETRY = letter.RETRY, _("Not taken, is tried again")
        STOP_CHANNEL = letter.STOP_CHANNEL, _("The channel takes none until somebody mends it")
        UNKNOWN = letter.UNKNOWN, _("Nobody knows whether it arrived")
        RESTORED = "restored", _("May already have gone out")  # put back from a backup

    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    # The recipient: one of the two.
    staff = models.ForeignKey("stores.Staff", models.CASCADE, null=True, related_name="messages")
    customer = models.ForeignKey("customers.Customer", models.CASCADE, null=True, related_name="messages")
    subject = models.CharField(_("subject"), max_length=120)
    body = models.TextField(_("text"))
    # A text message is one of the gateway's templates, filled in.
    template = models.ForeignKey(
        "messaging.SmsTemplate", models.PROTECT, null=True, related_name="+", verbose_name=_("text message template")
    )
    variables = models.JSONField(default=dict)
    # What it was written for: a word of the floor that wrote it, and the id of that floor's row, if there is one.
    cause_kind = models.CharField(_("written for"), max_length=40)
    cause_id = models.BigIntegerField(null=True)
    dedupe_key = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    due_at = models.DateTimeField(_("due"))
    expires_at = models.DateTimeField(_("worth sending until"))
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent on"), null=True)
    read_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    error_class = models.CharField(max_length=12, choices=ErrorClass, blank=True)
    given_id = models.CharField(max_length=80, blank=True)  # what the gateway calls it
    cost = models.DecimalField(_("cost"), max_digits=8, decimal_places=3, default=0)

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
            models.Index(fields=["due_at"], name="message_waiting", condition=Q(state__in=["waiting", "asked"])),
            models.Index(fields=["claimed_at"], name="message_undecided", condition=Q(state__in=["sending", "failed"])),
            models.Index(fields=["channel", "sent_at"], name="message_sent"),
            models.Index(fields=["-due_at", "-id"], name="message_log"),
            models.Index(fields=["given_id"], name="message_given_id", condition=~Q(given_id="")),
        ]

    def __str__(self):
        return self.subject

    @property
    def recipient(self):
        return self.staff or self.customer


class MessageMove(models.Model):
    """A message came into a state: when, in which words, and by whom if a person said so (MS-2)."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="moves")
    state = models.CharField(_("state"), max_length=9, choices=Message.State)
    at = models.DateTimeField(_("on"))
    words = models.CharField(_("in which words"), max_length=500, blank=True)
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("move of a message")
        ordering = ["pk"]
