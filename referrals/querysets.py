from django.db import models

from stores.permissions import Role


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, staff):
        return self if staff.role == Role.OWNER else self.filter(store_id=staff.store_id)

    def open(self):
        return self.exclude(state__in=["signed", "lost"])
