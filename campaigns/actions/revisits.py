"""Logging a contact that took place (RV-3), and what it means for the planned one it answers."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.actions.answering import answer
from campaigns.models import Contact, Doer, Revisit, Touchpoint, TouchpointRule, Way
from campaigns.planning import replan_customers
from customers.actions.consent import record_consent
from customers.actions.customers import change_customer, confirm
from customers.activity import record
from customers.households import key_of
from customers.models import Consent, Customer
from dealercrm.lib.errors import Refused
from stores.models import Role, Staff

PROMISE_KEPT_FOR = timedelta(days=30)  # a promise is worth keeping late, but not for ever
FARTHEST_PROMISE = timedelta(days=730)

Outcome, Mood, State = Revisit.Outcome, Revisit.Mood, Contact.State
Trigger = TouchpointRule.Trigger
COMES_BACK = {Outcome.NO_ANSWER, Outcome.LATER}
# What somebody does not want any more: contact but for service, or this way only.
ALL, WAY = REFUSES = ("all", "way")
ASK_WHAT = _("Ask what they do not want: any contact but service, or this way only.")
ASK_COMPLAINT = _("Write a word of what they complain about.")
HOW: dict[str, str] = {Way.CALL: Consent.How.PHONE, Way.WECHAT: Consent.How.WRITTEN, Way.EMAIL: Consent.How.WRITTEN}
HEARD: dict[str, str] = {Mood.COMPLAINT: facts.COMPLAINT_HEARD, Mood.DELIGHTED: facts.PRAISE_HEARD}


def log_revisit(
    customer: Customer,
    *,
    by: Staff,
    now: datetime,
    way: str,
    outcome: str,
    contact: Contact | None = None,
    mood: str = "",
    note: str = "",
    needs: str = "",
    next_on: date | None = None,
    key: UUID | None = None,
    refuses: str = "",
    learned: dict[str, Any] | None = None,
) -> Revisit:
    """Write a contact down; returns the Revisit. With `contact` it is the answer to that one, for all its reasons.

    Nobody there, or told to call later: the contact comes back on `next_on` or tomorrow. Otherwise it is done,
    and `next_on` is a promise, a contact of its own. `key` (a UUID made by the page) makes an entry that arrives
    twice one revisit. Who wants no contact has it withdrawn at once (AR-16): `refuses` says whether ALL but service or
    this WAY only, and it is refused to leave that open. Refused for a promise in the past or in the far future, and
    for a complaint without a word of what it is about. `undo_revisit` takes it back within minutes.
    """
    if outcome == Outcome.REFUSED and refuses not in REFUSES:
        raise Refused(ASK_WHAT)
    if mood == Mood.COMPLAINT and not note.strip():
        raise Refused(ASK_COMPLAINT)
    check_day(next_on, timezone.localdate(now))
    if contact and contact.customer_id != customer.pk:
        raise Refused(_("This contact belongs to another customer."))
    revisit = Revisit(
        customer=customer, contact=contact, by=by, by_name=by.name, at=now, way=way,
        outcome=outcome, mood=mood, note=note, needs=needs, next_on=next_on, key=key,
    )  # fmt: skip
    try:
        return _write_down(revisit, contact, now, refuses, learned or {})
    except IntegrityError:
        same = Revisit.objects.filter(key=key).first() if key else None
        if same is None:
            raise
    if (same.customer_id, same.by_id) != (customer.pk, by.pk):
        raise Refused(_("This entry was already used for something else. Load the page again."))
    return same


@transaction.atomic
def _write_down(
    revisit: Revisit, contact: Contact | None, now: datetime, refuses: str, learned: dict[str, Any]
) -> Revisit:
    customers = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("keeper")
    customers = customers.only("store", "updated_at", "keeper__is_active")
    revisit.customer = customers.get(pk=revisit.customer_id)  # as they are now: they may be moving to another store
    revisit.store_id = revisit.customer.store_id
    revisit.save()
    changed: dict[str, Any] = {}  # what to put back if it is taken back
    if contact:
        changed["contact"] = answer(contact, **_answer(contact, revisit.outcome, revisit.next_on, now))
        if revisit.outcome == Outcome.REACHED and changed["contact"].get("asks"):
            changed |= _bring_up_to_date(revisit, learned, now)
    if revisit.next_on and not (contact and revisit.outcome in COMES_BACK):
        _promise(revisit, revisit.by)
    if revisit.outcome == Outcome.REFUSED:
        changed["consent"] = _withdraw(revisit, refuses, now).pk
    _announce(revisit, changed)
    today = timezone.localdate(now)
    changes_plan = contact and (contact.state != State.DONE or contact.on != today)  # else all is as it was arranged
    if changes_plan or revisit.mood == Mood.COMPLAINT:
        replan_customers(revisit.store_id, [revisit.customer_id], today=today)
    return revisit


def _bring_up_to_date(revisit: Revisit, learned: dict[str, Any], now: datetime) -> dict[str, Any]:
    """They were asked: what they said is written into the archive, and it is up to date. Returns what that changed."""
    row = Customer.objects.filter(pk=revisit.customer_id)
    if learned:
        known = row.values(*learned).get()
        learned = {name: value for name, value in learned.items() if not known[name]}
        change_customer(revisit.customer, by=revisit.by, **learned)
    confirm(revisit.customer, now=now)
    days = [revisit.customer.updated_at, row.values_list("updated_at", flat=True).get()]
    said = {name: str(value) for name, value in learned.items()}
    return {"up_to_date": [day.isoformat() for day in days], "learned": said}


def _withdraw(revisit: Revisit, refuses: str, now: datetime) -> Consent:
    """What the customer said is a withdrawal like any other, in the words of the note."""
    is_of_way = refuses == WAY and revisit.way in Consent.Channel
    return record_consent(
        revisit.customer,
        channel=revisit.way if is_of_way else Consent.Channel.ALL,
        is_given=False,
        how=HOW.get(revisit.way, Consent.How.SPOKEN),
        wording=(revisit.note or str(Outcome.REFUSED.label))[:300],
        by=revisit.by,
        at=revisit.at,
        now=now,
    )


def check_day(day: date | None, today: date) -> None:
    """Refused for a day to get in touch that is over, or so far off that it must be a slip of the finger."""
    if day and day < today:
        raise Refused(_("%(day)s is over: choose today or a later day.") % {"day": day})
    if day and day > today + FARTHEST_PROMISE:
        raise Refused(_("%(day)s is more than two years away.") % {"day": day})


def _answer(contact: Contact, outcome: str, next_on: date | None, now: datetime) -> dict[str, Any]:
    """What becomes of the contact: it comes back, or is closed."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    if outcome in COMES_BACK and (next_on or tomorrow <= contact.expires_on):
        on = next_on or tomorrow
        return {"on": on, "expires_on": max(contact.expires_on, on), "is_fixed": True}
    if outcome in COMES_BACK:
        return {"closed_at": now, "state": State.EXPIRED}  # tried, and tomorrow it would be too late
    if outcome == Outcome.WRONG_NUMBER:
        return {"closed_at": now, "state": State.SKIPPED, "closed_why": str(Outcome.WRONG_NUMBER.label)}
    return {"closed_at": now, "state": State.DONE}


def _promise(revisit: Revisit, by: Staff) -> Contact:
    """Care keeps its own promises; anybody else's are the keeper's, or where there is none, of who made them."""
    is_care = by.role == Role.CARE
    keeper = revisit.customer.keeper
    keeper = keeper if keeper and keeper.is_active else by
    day = {"wanted_on": revisit.next_on, "earliest": revisit.next_on}
    who = {"customer": revisit.customer, "household": key_of(revisit.customer_id), "store_id": revisit.store_id}
    contact = Contact.objects.create(
        **who,
        **day,
        on=revisit.next_on,
        expires_on=revisit.next_on + PROMISE_KEPT_FOR,
        assignee=None if is_care else keeper,
        way=revisit.way,
        doer=Doer.CARE if is_care else Doer.KEEPER,
        counts=False,
        is_fixed=True,
    )
    touchpoint = Touchpoint.objects.create(
        promise=revisit,
        contact=contact,
        **who,
        **day,
        occurrence="promise",
        occasion_on=revisit.next_on,
        latest=contact.expires_on,
        nature=TouchpointRule.Nature.SERVICE,
    )
    Contact.objects.filter(pk=contact.pk).update(leading=touchpoint)
    return contact


def _announce(revisit: Revisit, changed: dict[str, Any]) -> None:
    customer, by = revisit.customer, revisit.by
    data = {
        "way": revisit.way,
        "outcome": revisit.outcome,
        "mood": revisit.mood,
        "note": revisit.note,
        "needs": revisit.needs,
        "next_on": revisit.next_on and revisit.next_on.isoformat(),
        "changed": changed,
    }
    record(facts.REVISIT_LOGGED, customer=customer, by=by, at=revisit.at, subject=revisit, data=data)
    if heard := HEARD.get(revisit.mood):
        record(heard, customer=customer, by=by, at=revisit.at, subject=revisit, data={"note": revisit.note})
