"""Taking back what was logged or put off a moment ago: a slip of the thumb leaves nothing behind.

Nothing that a contact sets off has left the house: no message is sent by it. What it did is put back as it was, and
the facts that told of it go with it; one fact, without the words, says that something was taken back.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.actions.answering import put_back
from campaigns.models import Contact, Revisit, Touchpoint
from campaigns.planning import replan_customers
from customers.actions.customers import change_customer
from customers.actions.tiers import retier
from customers.activity import record, refuse_erased
from customers.facts import CONSENT_WITHDRAWN
from customers.models import Activity, Consent, Customer, MarkedText
from dealercrm.lib.errors import Refused
from stores.models import Staff

FOR = timedelta(minutes=10)
TOO_LATE = _("This was logged more than ten minutes ago: what was said stays. Log what is true now.")
NOT_YOURS = _("Only who logged it takes it back.")
WENT_ON = _("Somebody has gone on from it since: it can no longer be taken back.")
State = Contact.State


@transaction.atomic
def undo_revisit(pk: int, *, by: Staff, now: datetime) -> Customer | None:
    """As if it had never been logged; returns the customer, or None where it was taken back already.

    The contact is open again as it was; a promise that was made by it goes; so does a consent that was withdrawn by
    it, and what was left out because of that is open again; what the talk filled in an archive is empty again. Refused
    for somebody else's, after ten minutes, and when the contact or the promise was answered since.
    """
    found = Revisit.objects.filter(pk=pk).values_list("customer", flat=True).first()
    if found is None:
        return None
    # In the order in which logging takes them: first the customer, whose lock makes two that undo take turns.
    customer = Customer.objects.select_for_update(no_key=True).get(pk=found)
    revisit = Revisit.objects.filter(pk=pk).first()
    if revisit is None:
        return None
    _check(revisit.by_id, revisit.received_at, by, now)
    told = Activity.objects.filter(customer=customer, subject_id=pk, kind__in=facts.OF_A_REVISIT)
    logged = told.get(kind=facts.REVISIT_LOGGED)
    _put_back(logged.data.get("changed", {}), customer, by, now)
    promised = Contact.objects.filter(touchpoints__promise=pk)
    if promised.filter(~Q(state=State.PLANNED) | Q(revisits__isnull=False)).exists():
        raise Refused(WENT_ON)
    promised.delete()
    MarkedText.objects.filter(model=Revisit._meta.label_lower, row_id=pk).delete()
    told.delete()
    revisit.delete()
    if logged.data.get("changed", {}).get("contact") or revisit.mood == Revisit.Mood.COMPLAINT:
        replan_customers(customer.store_id, [customer.pk], today=timezone.localdate(now))
    if revisit.mood or revisit.needs:  # what weighed at once when it was logged; no fact says what it was
        retier([customer.pk], today=timezone.localdate(now), draw=False)
    record(facts.REVISIT_TAKEN_BACK, customer=customer, by=by, at=logged.at, data={"outcome": logged.data["outcome"]})
    return customer


@transaction.atomic
def reopen(contact: Contact, *, by: Staff, now: datetime) -> bool:
    """Take back that it was put off or left out; False where that was done already."""
    row = Contact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    refuse_erased(row.customer)  # what stood there before is gone
    told = Activity.objects.filter(customer=row.customer_id, subject_id=row.pk, kind__in=facts.BY_HAND)
    last = told.order_by("-pk").first()
    if last is None:
        return False
    _check(last.by_id, last.at, by, now)
    if not put_back(last.data["changed"]):
        raise Refused(WENT_ON)
    last.delete()
    replan_customers(row.store_id, [row.customer_id], today=timezone.localdate(now))
    return True


def _check(who: int | None, at: datetime, by: Staff, now: datetime) -> None:
    if who != by.pk:
        raise Refused(NOT_YOURS)
    if now - at > FOR:
        raise Refused(TOO_LATE)


def _put_back(changed: dict[str, Any], customer: Customer, by: Staff, now: datetime) -> None:
    if changed.get("contact") and not put_back(changed["contact"]):
        raise Refused(WENT_ON)
    if "up_to_date" in changed:
        _make_stale_again(changed, customer, by)
    if "consent" in changed:
        _give_back_consent(changed["consent"], customer, now)


def _make_stale_again(changed: dict[str, Any], customer: Customer, by: Staff) -> None:
    """What the talk filled is empty again, and the archive as old as before unless somebody worked on it since."""
    before, after = changed["up_to_date"]
    nothing_since = customer.updated_at.isoformat() == after
    said = {name for name, text in changed["learned"].items() if str(getattr(customer, name)) == text}
    if said:
        fields = {name: Customer._meta.get_field(name) for name in said}
        empty: dict[str, Any] = {name: None if field.null else "" for name, field in fields.items()}
        change_customer(customer, by=by, **empty)
    if nothing_since:
        Customer.objects.filter(pk=customer.pk).update(updated_at=before)


def _give_back_consent(pk: int, customer: Customer, now: datetime) -> None:
    withdrawn = Activity.objects.filter(customer=customer, kind=CONSENT_WITHDRAWN, subject_id=pk)
    silenced = Contact.objects.filter(customer=customer, state=State.SKIPPED, closed_at__in=withdrawn.values("at"))
    Touchpoint.objects.filter(contact__in=silenced, state=State.SKIPPED).update(state=State.PLANNED)
    silenced.update(state=State.PLANNED, closed_at=None, closed_why="")
    withdrawn.delete()
    Consent.objects.filter(pk=pk).delete()
    replan_customers(customer.store_id, [customer.pk], today=timezone.localdate(now))
