from datetime import timedelta

from django.db import models
from django.db.models import Q

STUCK_AFTER = timedelta(minutes=10)


class MessageQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """The owner's are all; a manager's those to people and customers of the store."""
        of_store = Q(staff__store=staff.store_id) | Q(customer__store=staff.store_id)
        return self.all() if staff.is_owner else self.filter(of_store)

    def waiting(self, now):
        return self.filter(state="waiting", due_at__lte=now)

    def stuck(self, before):
        """Claimed long ago and never noted as sent: shown to a person, never sent again by itself (MS-5)."""
        return self.filter(state="sending", claimed_at__lt=before)

    def unread(self):
        """Notices in the app that were delivered and not opened yet."""
        return self.filter(channel="app", state="sent", read_at__isnull=True)

    def restored(self):
        """Came back with a backup: they may have gone out since it was made (MS-5, OP-2)."""
        return self.filter(state="sending", error_class="restored")

    def apart_from_restored(self):
        return self.exclude(error_class="restored")

    def undecided(self, now):
        """A person must look at them: failed for good, or cut off while being sent (MS-5)."""
        return self.filter(Q(state="failed") | Q(state="sending", claimed_at__lt=now - STUCK_AFTER))
