from django.db import models
from django.db.models import Q

from stores.permissions import Role


class TouchpointQuerySet(models.QuerySet):
    def visible_to(self, staff):
        return self if staff.role == Role.OWNER else self.filter(store_id=staff.store_id)

    def planned(self):
        return self.filter(state="planned")

    def due(self, today):
        """Still to be done and due by today: an outage or a day off is caught up, never skipped."""
        return self.planned().filter(due_on__lte=today)

    def todo_of(self, staff):
        """What is this person's to do: one's own customers, or for customer care the care calls of the store."""
        if staff.role == Role.CARE:
            return self.filter(Q(doer="care", store_id=staff.store_id) | Q(assignee=staff))
        return self.filter(assignee=staff, doer="keeper")


class MessageQuerySet(models.QuerySet):
    def waiting(self, now):
        return self.filter(state="waiting", due_at__lte=now)

    def stuck(self, before):
        """Claimed long ago and never noted as sent: shown to a person, never sent again by itself (MS-5)."""
        return self.filter(state="sending", claimed_at__lt=before)

    def unread(self):
        """Notices in the app that were delivered and not opened yet."""
        return self.filter(channel="app", state="sent", read_at__isnull=True)
