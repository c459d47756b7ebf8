from django.db import models


class StaffQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def visible_to(self, staff):
        """Colleagues this person may see: the owner everybody, others those of their own store (ST-1)."""
        return self if staff.is_owner else self.filter(store_id=staff.store_id)
