from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from messaging.models.message import ROBOTS, SMS, Channel

FOR_STAFF = [(channel.value, channel.label) for channel in Channel if channel not in SMS]
OF_ROBOTS = [(channel.value, channel.label) for channel in ROBOTS]


class Robot(models.Model):
    """A chat group's robot, of one person or of a store. Its address and secret let anybody write to that group: they
    are shown to nobody once they are saved, and written into no log and no history."""

    channel = models.CharField(_("channel"), max_length=12, choices=OF_ROBOTS)
    staff = models.ForeignKey("stores.Staff", models.CASCADE, null=True, related_name="robots")
    store = models.ForeignKey("stores.Store", models.CASCADE, null=True, related_name="robots")
    address = models.CharField(_("address of the robot"), max_length=500)
    secret = models.CharField(_("secret for signing"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="robot_of_one", condition=Q(staff__isnull=True) ^ Q(store__isnull=True)),
            models.UniqueConstraint(fields=["staff", "channel"], name="robot_of_staff"),
            models.UniqueConstraint(fields=["store", "channel"], name="robot_of_store"),
        ]

    def __str__(self):
        return f"{self.get_channel_display()} ···{self.address[-4:]}"

    __repr__ = __str__


class Preference(models.Model):
    """How a member of staff wants to be told things, beside the notices in the app (MS-1)."""

    staff = models.OneToOneField("stores.Staff", models.CASCADE, primary_key=True, related_name="message_preference")
    channel = models.CharField(_("besides the app, tell me by"), max_length=12, choices=FOR_STAFF)
    digest_at = models.TimeField(_("my day at"), null=True, blank=True)
