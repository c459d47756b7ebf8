from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.querysets import ConsentQuerySet


class Consent(models.Model):
    """What a customer allowed or withdrew, for one channel: rows are only added; the newest holds (AR-16)."""

    class Channel(models.TextChoices):
        CALL = "call", _("Call")
        WECHAT = "wechat", _("WeChat")
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        VISIT = "visit", _("Visit")
        ALL = "all", _("Everything but service")  # do not contact

    class How(models.TextChoices):
        PAPER = "paper", _("Signed on paper")
        SPOKEN = "spoken", _("Said in person")
        PHONE = "phone", _("Said on the phone")
        WRITTEN = "written", _("Written in a message")
        ERASURE = "erasure", _("Asked to be erased before")  # by the house: customers.actions.consent

    customer = models.ForeignKey("customers.Customer", models.CASCADE, related_name="consents")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    is_given = models.BooleanField(_("given"))
    how = models.CharField(_("how"), max_length=8, choices=How)
    wording = models.CharField(_("in which words"), max_length=300)
    at = models.DateTimeField(_("on"))
    by = models.ForeignKey("stores.Staff", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "channel", "-at"], name="consent_of_customer")]


class Suppression(models.Model):
    """A phone whose owner wants to be left alone, as a keyed hash: the number itself is gone (AR-16)."""

    phone_hash = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
