from django.db import models

from stores.permissions import roles_given_by


class StoreQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """Every store for the owner, for all others their own (ST-1)."""
        return self if staff.is_owner else self.filter(pk=staff.store_id)


class StaffQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def visible_to(self, staff):
        """Colleagues this person may see: the owner everybody, others those of their own store (ST-1)."""
        return self if staff.is_owner else self.filter(store_id=staff.store_id)

    def changeable_by(self, staff):
        """Whose accounts this person may change: a manager's never include owners and other managers."""
        return self.visible_to(staff).filter(role__in=roles_given_by(staff.role))
