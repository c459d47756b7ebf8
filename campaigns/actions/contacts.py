"""Putting a contact off, or leaving it out, by a person's hand."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.actions.answering import answer
from campaigns.actions.revisits import check_day
from campaigns.models import Contact, Touchpoint, TouchpointRule
from campaigns.planning import replan_customers
from customers.activity import record
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def postpone(contact: Contact, *, by: Staff, to: date, now: datetime) -> Contact:
    """Move it to another day, where the plan leaves it; returns it. Refused if it is closed, or the day is over."""
    row = _open(contact)
    check_day(to, timezone.localdate(now))
    data = {"reason": row.reason, "from": row.on.isoformat(), "to": to.isoformat()}
    data["changed"] = answer(row, on=to, expires_on=max(row.expires_on, to), is_fixed=True)
    record(facts.TOUCHPOINT_POSTPONED, customer=row.customer, by=by, at=now, subject=row, data=data)
    return _arranged_anew(row, now)


@transaction.atomic
def skip(contact: Contact, *, by: Staff, why: str, now: datetime) -> Contact:
    """Leave it out this time, for a reason others can read; returns it. Refused without one, or if it is closed."""
    row = _open(contact)
    if not why.strip():
        raise Refused(_("Say in a word why it is left out."))
    changed = answer(row, state=Contact.State.SKIPPED, closed_at=now, closed_why=why.strip())
    data = {"reason": row.reason, "why": row.closed_why, "changed": changed}
    record(facts.TOUCHPOINT_SKIPPED, customer=row.customer, by=by, at=now, subject=row, data=data)
    return _arranged_anew(row, now)


def _arranged_anew(contact: Contact, now: datetime) -> Contact:
    """What else the household is to hear about makes room, or takes the room that is free now."""
    replan_customers(contact.store_id, [contact.customer_id], today=timezone.localdate(now))
    return contact


def _open(contact: Contact) -> Contact:
    rows = Contact.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("leading__rule", "leading__promise", "customer__store")
    row = rows.get(pk=contact.pk)
    if row.state != Contact.State.PLANNED:
        raise Refused(_("Somebody has closed this contact already: %(state)s.") % {"state": row.get_state_display()})
    return row


def keep_for_service(contacts: QuerySet[Contact]) -> list[int]:
    """Of these planned contacts those that are about service stay for that alone; returns their numbers.

    What else they were for falls silent, and the most important service names them.
    """
    service = Q(rule=None) | Q(rule__nature=TouchpointRule.Nature.SERVICE)
    reasons = Touchpoint.objects.planned().filter(contact__in=contacts)
    leading = dict(reasons.filter(service).order_by("priority", "-pk").values_list("contact", "pk"))
    others = reasons.filter(contact__in=leading).exclude(service)
    others.update(state=Touchpoint.State.SILENCED, why=Touchpoint.Why.LEFT_ALONE, contact=None)
    for contact, reason in leading.items():
        Contact.objects.filter(pk=contact).update(leading=reason, counts=False)
    return list(leading)
