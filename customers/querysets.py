from django.db import models

from dealercrm.lib.pinyin import query_tokens
from stores.permissions import Role


class CustomerQuerySet(models.QuerySet):
    def visible_to(self, staff):
        """The scope rule (ST-1): the owner all stores, the crew whom they install for, others their own store."""
        if staff.role == Role.OWNER:
            return self
        if staff.role == Role.CREW:
            return self.filter(pk__in=staff.installations.values("customer"))
        return self.filter(store_id=staff.store_id)

    def old(self):
        return self.filter(customer_since__isnull=False)

    def leads(self):
        return self.filter(customer_since__isnull=True)

    def orphans(self):
        """Old customers without an active keeper (ST-3)."""
        return self.old().exclude(keeper__is_active=True)

    def found_by(self, words):
        """Customers that carry every token of what a person typed (AR-14); nothing typed finds everybody."""
        tokens = query_tokens(words)
        return self.filter(search__tokens__contains=tokens) if tokens else self


class OrderQuerySet(models.QuerySet):
    def visible_to(self, staff):
        if staff.role == Role.OWNER:
            return self
        if staff.role == Role.CREW:
            return self.filter(crew=staff)
        return self.filter(store_id=staff.store_id)

    def standing(self):
        """Signed and not cancelled."""
        return self.filter(signed_on__isnull=False, cancelled_on__isnull=True)

    def to_install(self):
        return self.standing().filter(installed_on__isnull=True)
