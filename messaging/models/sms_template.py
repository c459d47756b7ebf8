from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.models.message import SMS


class SmsTemplate(models.Model):
    """A text that a gateway looks through before it may be sent (MS-2): for service notices only."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Not handed in yet")
        UNDER_REVIEW = "review", _("Being looked through by the gateway")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused by the gateway")

    gateway = models.CharField(_("gateway"), max_length=12, choices=[(each.value, each.label) for each in SMS])
    name = models.CharField(_("what it is for"), max_length=60)
    code = models.CharField(_("number the gateway gave it"), max_length=40, blank=True)
    signature = models.CharField(
        _("signature"), max_length=30, help_text=_("As the gateway registered it, without 【】.")
    )
    text = models.TextField(_("text"), max_length=500)
    for_many = models.BooleanField(
        _("goes to many at once"), default=False, help_text=_("Then it must end with 拒收请回复R.")
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(_("why it was refused"), max_length=200, blank=True)

    class Meta:
        ordering = ["gateway", "name", "pk"]
        verbose_name = _("text message template")

    def __str__(self):
        return self.name


class ChannelPrice(models.Model):
    """What one message costs, for the spending on a customer: a text message by the piece."""

    channel = models.CharField(max_length=12, primary_key=True)
    price = models.DecimalField(_("price"), max_digits=6, decimal_places=3)
