from datetime import timedelta

from django.db import models
from django.db.models import Q

STUCK_AFTER = timedelta(minutes=10)


PAUSED_AFTER = 3  # messages in a row that the channel did not take
PAUSE = timedelta(minutes=5)  # then it is left alone for so long


class MessageQuerySet(models.QuerySet):
    def is_paused(self, channel, now):
        """Is the channel itself broken, so that trying one more would only hold up a worker?"""
        lately = now - PAUSE
        broken = Q(state__in=["waiting", "sending"], error_class__in=["stop_channel", "unknown"])
        failed = self.filter(broken, channel=channel, claimed_at__gte=lately).order_by()
        return failed.count() >= PAUSED_AFTER and not self.filter(channel=channel, sent_at__gte=lately).exists()

    def waiting(self, now):
        return self.filter(state="waiting", due_at__lte=now)

    def stuck(self, before):
        """Claimed long ago and never noted as sent: shown to a person, never sent again by itself (MS-5)."""
        return self.filter(state="sending", claimed_at__lt=before)

    def unread(self):
        """Notices in the app that were delivered and not opened yet."""
        return self.filter(channel="app", state="sent", read_at__isnull=True)

    def undecided(self, now):
        """A person must look at them: failed for good, or cut off while being sent (MS-5)."""
        return self.filter(Q(state="failed") | Q(state="sending", claimed_at__lt=now - STUCK_AFTER))
