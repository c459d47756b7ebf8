"""Customers chosen in the list for something to be done to all of them: those ticked, or the whole list (AR-15)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from customers.actions.bulk import AT_MOST
from customers.list_query import number
from customers.listing import CustomerList
from customers.models import Customer
from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed
from stores.models import Staff

SAMPLE = 10
IS_GONE = _("This list asks for something that is no longer there (%(what)s). Take that filter out first.")


@dataclass
class Selection:
    """`params` are query (the list's address), whom (ticked or all) and customer (ids); all within what staff sees."""

    params: QueryDict
    staff: Staff

    @property
    def is_whole_list(self) -> bool:
        return self.params.get("whom") == "all"

    @property
    def query(self) -> str:
        return self.params.get("query", "")

    @property
    def ticked(self) -> list[int]:
        return sorted({number(text) for text in self.params.getlist("customer")} - {None})

    @cached_property
    def customers(self) -> QuerySet[Customer]:
        if self.is_whole_list:
            return list_of(self.query, self.staff).customers
        return Customer.objects.visible_to(self.staff).filter(pk__in=self.ticked)

    @cached_property
    def ids(self) -> list[int]:
        found = list(self.customers.order_by().values_list("pk", flat=True)[: AT_MOST + 1])
        if len(found) > AT_MOST:
            raise Refused(_("At most %(n)d customers at once: narrow the list first.") % {"n": AT_MOST})
        if not found:
            raise Refused(_("Tick the customers first, or choose the whole list."))
        return found

    @property
    def count(self) -> int:
        return len(self.ids)

    @cached_property
    def sample(self) -> list[Customer]:
        rows = Customer.objects.filter(pk__in=self.ids).only("name", "salutation", "keeper", "store")
        return list(rows.order_by("-pk")[:SAMPLE])

    @property
    def beyond_sample(self) -> int:
        return self.count - len(self.sample)

    @cached_property
    def store_ids(self) -> list[int]:
        return list(
            Customer.objects.filter(pk__in=self.ids).order_by().values_list("store_id", flat=True).distinct()[:2]
        )


def list_of(query: str, staff: Staff) -> CustomerList:
    """The list of an address to do something with. Refused where it asks for what is no longer there."""
    asked = CustomerList(QueryDict(query), staff)
    if asked.gone:
        raise Refused(IS_GONE % {"what": listed(asked.gone)})
    return asked
