import re

from django.db import models
from django.db.models import Q

from customers.models import Customer
from dealercrm.lib.phones import last4, normalise
from dealercrm.lib.pinyin import query_tokens
from stores.permissions import Role

CLOSED = ("signed", "lost")


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, staff):
        return self if staff.role == Role.OWNER else self.filter(store_id=staff.store_id)

    def open(self):
        return self.exclude(state__in=CLOSED)

    def found_by(self, words, *, reader):
        """'Who sent you?' at the counter: part of either name, or the last four digits of the friend's phone (RF-3).

        Of more digits than four only a whole number counts: piece by piece a masked one could be guessed.
        """
        words = words.strip()
        if not words:
            return self
        found = Q(name__contains=words)
        if query_tokens(words):
            found |= Q(referrer__in=Customer.objects.found_by(words, reader=reader).values("pk"))
        digits = re.sub(r"\D", "", words)
        if numbers := normalise(words):
            found |= Q(phone__in=numbers)
        elif len(digits) >= 4:
            found |= Q(phone__endswith=last4(digits))
        return self.filter(found)
