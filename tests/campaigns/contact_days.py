"""What the database keeps of last and next contacts, beside what the contacts themselves say."""

from django.db.models import Max, Min

from campaigns.models import Contact, ContactDays, Revisit
from customers.models import Activity


def kept():
    rows = ContactDays.objects.values_list("customer", "last_at", "next_on")
    return {pk: days for pk, *days in rows if any(days)}


def told():
    last = {}
    for rows in (Revisit.objects.reached(), Activity.objects.filter(kind="customers.old_contact_noted")):
        for pk, at in rows.order_by().values_list("customer").annotate(Max("at")):
            last[pk] = max(filter(None, (last.get(pk), at)))
    due = dict(Contact.objects.planned().order_by().values_list("customer").annotate(Min("on")))
    return {pk: [last.get(pk), due.get(pk)] for pk in last.keys() | due.keys()}
