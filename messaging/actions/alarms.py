"""Who is told, in the app, that a gateway takes nothing until somebody mends it: once a day."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging.actions.put import put
from messaging.models import ROBOTS, Channel, Message
from stores.models import Role, Staff

CAUSE = "messaging.stopped"


def tell_who_can_mend(message: Message, words: str, *, now: datetime) -> None:
    """A robot's person, for a robot; every owner, for what the house pays for."""
    told = [message.staff] if message.channel in ROBOTS else Staff.objects.active().filter(role=Role.OWNER)
    with override(settings.LANGUAGE_CODE):
        subject = _("%(channel)s takes no messages") % {"channel": message.get_channel_display()}
        body = _("It says: %(words)s. Nothing is lost; what is due waits until it works again.") % {"words": words}
    for staff in told:
        put(
            staff, channel=Channel.APP, subject=subject, body=body, cause=(CAUSE, message.pk), due_at=now,
            expires_at=now + timedelta(days=7), now=now,
            dedupe_key=f"stopped:{timezone.localdate(now)}:{message.channel}:staff-{staff.pk}",
        )  # fmt: skip
