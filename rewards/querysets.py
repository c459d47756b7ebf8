from django.db import models
from django.db.models import Sum

from stores.permissions import Role


class GiftQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)


class GivenQuerySet(models.QuerySet):
    def visible_to(self, staff):
        return self if staff.role == Role.OWNER else self.filter(store_id=staff.store_id)

    def of_year(self, year):
        """Those of a calendar year, by the clock of the shop."""
        return self.filter(at__year=year)

    def spent(self):
        """What they cost together, in yuan."""
        return self.aggregate(spent=Sum("cost"))["spent"] or 0
