"""Putting a touchpoint off, or leaving it out, by a person's hand."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.actions.answering import answer
from campaigns.actions.revisits import check_day
from campaigns.models import Touchpoint
from customers.activity import record
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def postpone(touchpoint: Touchpoint, *, by: Staff, to: date, now: datetime) -> Touchpoint:
    """Move it to another day, where the plan leaves it; returns it. Refused if it is closed, or the day is over."""
    row = _open(touchpoint)
    check_day(to, timezone.localdate(now))
    data = {"reason": row.reason, "from": row.due_on.isoformat(), "to": to.isoformat()}
    data["changed"] = answer(row, due_on=to, expires_on=max(row.expires_on, to), moved_by_hand=True)
    record(facts.TOUCHPOINT_POSTPONED, customer=row.customer, by=by, at=now, subject=row, data=data)
    return row


@transaction.atomic
def skip(touchpoint: Touchpoint, *, by: Staff, why: str, now: datetime) -> Touchpoint:
    """Leave it out this time, for a reason others can read; returns it. Refused without one, or if it is closed."""
    row = _open(touchpoint)
    if not why.strip():
        raise Refused(_("Say in a word why it is left out."))
    changed = answer(row, state=Touchpoint.State.SKIPPED, closed_at=now, closed_why=why.strip())
    data = {"reason": row.reason, "why": row.closed_why, "changed": changed}
    record(facts.TOUCHPOINT_SKIPPED, customer=row.customer, by=by, at=now, subject=row, data=data)
    return row


def _open(touchpoint: Touchpoint) -> Touchpoint:
    rows = Touchpoint.objects.select_for_update(of=("self",), no_key=True).select_related("rule", "customer__store")
    row = rows.get(pk=touchpoint.pk)
    if row.state != Touchpoint.State.PLANNED:
        raise Refused(_("Somebody has closed this touchpoint already: %(state)s.") % {"state": row.get_state_display()})
    return row
