"""Conditions of the customer list that ask about contacts (AR-3), and what its rows tell of them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Revisit, Touchpoint
from customers import facts
from customers.filtering.kinds import Choice, Days
from customers.filtering.narrowing import one_between, start_of
from customers.filtering.table import CONTACT
from customers.models import Activity, Customer

UNTOUCHED = (30, 90, 180, 365)  # days


def planned_between(customers: QuerySet[Customer], first: date, last: date | None) -> QuerySet[Customer]:
    """With a contact that is still planned."""
    return one_between(Touchpoint.objects.planned(), "due_on")(customers, first, last)


def newest_contact() -> Greatest:
    """When the customer of the outer query was spoken to last; Postgres passes over what is empty."""
    return Greatest(*(Subquery(of_row(rows).order_by("-at").values("at")[:1]) for rows in contact_tables()))


def contact_tables() -> tuple[QuerySet, QuerySet]:
    return Revisit.objects.reached(), Activity.objects.filter(kind=facts.OLD_CONTACT_NOTED)


def of_row(rows: QuerySet, **at: Any) -> QuerySet:
    return rows.filter(customer=OuterRef("pk"), **at)


def contacts(**at: Any) -> Q:
    """Contacts with the customer of the outer query; those from before the system are facts of the archive."""
    revisits, earlier = (Exists(of_row(rows, **at).order_by()) for rows in contact_tables())
    return revisits | earlier


def last_contact_between(customers: QuerySet[Customer], first: date | None, last: date | None) -> QuerySet[Customer]:
    if last is not None:
        after = start_of(last + timedelta(days=1))
        customers = customers.filter(~contacts(at__gte=after))
        return customers.filter(contacts(at__lt=after, **({"at__gte": start_of(first)} if first else {})))
    return customers.filter(contacts(at__gte=start_of(first)))


def untouched_for(customers: QuerySet[Customer], days: str) -> QuerySet[Customer]:
    return customers.filter(~contacts(at__gte=start_of(timezone.localdate() - timedelta(days=int(days)))))


def untouched() -> list[tuple[int, str]]:
    return [(n, _("%(n)d days") % {"n": n}) for n in UNTOUCHED]


COLUMNS = {
    "touched_at": newest_contact(),
    "next_on": Subquery(of_row(Touchpoint.objects.planned()).order_by("due_on").values("due_on")[:1]),
}
CONDITIONS = [
    Days("touched", gettext_lazy("last contact"), CONTACT, last_contact_between, ~contacts()),
    Choice("untouched", gettext_lazy("no contact since"), CONTACT, untouched, untouched_for),
    Days("planned", gettext_lazy("a contact planned"), CONTACT, planned_between),
]
