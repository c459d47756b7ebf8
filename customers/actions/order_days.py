"""A day of an order that was noted wrongly, put right; a step that was not taken after all, taken back (AR-6)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.customer_since import count_since
from customers.actions.homes import take_out
from customers.actions.orders import locked, refuse_future, refuse_signing_before_a_review, refuse_unless_open
from customers.activity import record
from customers.completeness import keep_completeness
from customers.models import Home, HomeItem, Order
from dealercrm.lib.errors import Refused
from stores.models import Staff

STEPS = ("signed_on", "delivered_on", "installed_on")


@transaction.atomic
def mend_days(order: Order, *, by: Staff, today: date | None = None, **days: Any) -> set[str]:
    """Set the given days (of STEPS; None: not taken after all) on the row as it is now; returns the names of what
    changed. What stands in the home, the tier, the plan, the referral and the figures follow.

    Refused where the order is no more, for a day to come and for days in another order than the steps are taken in;
    where somebody would sign or install by it, or take back the signature: verbs of their own do that.
    """
    today = today or timezone.localdate()
    row = locked(order)
    refuse_unless_open(row)
    before = {step: getattr(row, step) for step in STEPS}
    for step, day in days.items():
        setattr(row, step, day)
    changed = [step for step in STEPS if getattr(row, step) != before[step]]
    if not changed:
        return set()
    _refuse_other_verbs(row, before)
    _refuse_wrong_order(row, today)
    row.save(update_fields=changed)
    if "installed_on" in changed:
        _move_goods(row, before["installed_on"])
    if "signed_on" in changed:
        count_since(row.customer, today=today)
    moved = {step: [str(day) if day else "" for day in (before[step], getattr(row, step))] for step in changed}
    record(facts.ORDER_CHANGED, customer=row.customer, by=by, subject=row, data={"days": moved}, also_erased=True)
    return set(changed)


@transaction.atomic
def undo_installation(order: Order, *, by: Staff, now: datetime | None = None) -> Order:
    """Take back what was reported by a slip, with all it set off: the goods in the home, the care calls, the figures.

    For who reported it, on the same day; afterwards the store puts the days of the order right.
    """
    today = timezone.localdate(now)
    row = locked(order)
    told = row.customer.activities.filter(kind=facts.ORDER_INSTALLED, subject_id=row.pk).order_by("-at", "-pk").first()
    if row.installed_on is None:
        raise Refused(_("This order does not stand as installed any more."))
    if told is None or told.by_id != by.pk or timezone.localdate(told.at) != today:
        raise Refused(_("Only who reported it takes it back, on the same day; later the store puts the days right."))
    mend_days(row, by=by, today=today, installed_on=None)
    # The home that was made of the address, while nobody has put anything into it.
    bare = Home.objects.filter(pk=told.data.get("made_home"), items=None, attachments=None)
    if bare.delete()[0]:
        keep_completeness([row.customer_id])
    order.installed_on = None
    return order


def _refuse_other_verbs(row: Order, before: dict[str, date | None]) -> None:
    if before["signed_on"] is None:
        raise Refused(_("The order must be signed first."))
    if row.signed_on is None:
        raise Refused(_("An order that was never signed after all is cancelled, with the reason."))
    if row.installed_on and not before["installed_on"]:
        raise Refused(_("Note on the order's page that it is installed: the care calls begin with it."))


def _refuse_wrong_order(row: Order, today: date) -> None:
    days = [day for day in (row.signed_on, row.delivered_on, row.installed_on) if day]
    if days != sorted(days):
        raise Refused(_("An order is signed first, then delivered, then installed: compare the days."))
    refuse_future(days[-1], today)
    refuse_signing_before_a_review(row, row.signed_on)


def _move_goods(row: Order, installed_before: date) -> None:
    if row.installed_on is None:
        take_out(row)
        return
    # A day that somebody noted of a thing itself stays.
    HomeItem.objects.filter(order_line__order=row, bought_on=installed_before).update(bought_on=row.installed_on)
