"""Conditions of the customer list that ask about contacts (AR-3), and what its rows tell of them."""

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Contact
from customers.filtering.kinds import Choice, Days
from customers.filtering.narrowing import one_between, start_of
from customers.filtering.table import CONTACT
from customers.models import Customer

UNTOUCHED = (30, 90, 180, 365)  # days
UNTOUCHED_EVER = Q(contact_days__last_at__isnull=True)  # also of whom there is no row


def planned_between(customers: QuerySet[Customer], first: date, last: date | None) -> QuerySet[Customer]:
    """With a contact that is still planned."""
    return one_between(Contact.objects.planned(), "on")(customers, first, last)


def last_contact_between(customers: QuerySet[Customer], first: date | None, last: date | None) -> QuerySet[Customer]:
    after = {"contact_days__last_at__gte": start_of(first)} if first else {}
    before = {"contact_days__last_at__lt": start_of(last + timedelta(days=1))} if last else {}
    return customers.filter(**after, **before)


def untouched_for(customers: QuerySet[Customer], days: str) -> QuerySet[Customer]:
    since = start_of(timezone.localdate() - timedelta(days=int(days)))
    return customers.filter(UNTOUCHED_EVER | Q(contact_days__last_at__lt=since))


def untouched() -> list[tuple[int, str]]:
    return [(n, _("%(n)d days") % {"n": n}) for n in UNTOUCHED]


COLUMNS = {"touched_at": F("contact_days__last_at"), "next_on": F("contact_days__next_on")}
# As customers.paging takes them: those of whom there is a day to go by, then the others.
SORTS = {
    "touched": (
        (Q(contact_days__last_at__isnull=False), ("contact_days__last_at", "contact_days__pk")),
        (UNTOUCHED_EVER, ("-pk",)),
    ),
    "next": (
        (Q(contact_days__next_on__isnull=False), ("contact_days__next_on", "contact_days__pk")),
        (Q(contact_days__next_on__isnull=True), ("-pk",)),
    ),
}
CONDITIONS = [
    Days("touched", gettext_lazy("last contact"), CONTACT, last_contact_between, UNTOUCHED_EVER),
    Choice("untouched", gettext_lazy("no contact since"), CONTACT, untouched, untouched_for),
    Days("planned", gettext_lazy("a contact planned"), CONTACT, planned_between),
]
