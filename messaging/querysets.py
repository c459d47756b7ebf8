from datetime import timedelta

from django.db import models
from django.db.models import Q

STUCK_AFTER = timedelta(minutes=10)


class MessageQuerySet(models.QuerySet):
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
