"""Showing numbers, noticing that somebody reads far more than work asks for, and the owner's look into it (ST-5)."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.activity import record
from customers.models import Activity, Customer
from customers.models.activity import READING
from customers.phone_access import A_DAYS_WORK, OPENING, SHOWN_DAYS, TIMES_USUAL, people_read, usual_day
from dealercrm.lib.errors import Refused
from stores.models import Staff

OPENED = """
    INSERT INTO customers_activity
        (kind, customer_id, store_id, by_id, by_name, at, answered_at, data, imported, attempts, error)
    SELECT %(kind)s, c.id, c.store_id, %(by)s, %(name)s, %(now)s, %(now)s, '{}', false, 0, ''
    FROM customers_customer c
    WHERE c.id = ANY(%(ids)s) AND c.erased_at IS NULL AND NOT EXISTS (
        SELECT FROM customers_activity a
        WHERE a.customer_id = c.id AND a.by_id = %(by)s AND a.at >= %(midnight)s AND a.kind IN %(shown)s
    )"""


def reveal_phone(customer: Customer, *, by: Staff) -> list[str]:
    """The full numbers, for somebody who sees them masked; each time is kept (ST-5). Refused beyond the store's cap."""
    now = timezone.now()
    with transaction.atomic():
        Staff.objects.select_for_update(no_key=True).get(pk=by.pk)  # many requests at once are counted one by one
        if is_allowed := not _passes_cap(customer, by, now):
            row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
            numbers = list(row.phones.values_list("number", flat=True))
            if not numbers:
                raise Refused(_("There is no phone number of this customer."))
            record(facts.PHONE_REVEALED, customer=row, by=by)
            notice_unusual(by, now=now)
        else:
            _announce(by, {"cap": by.store.reveals_a_day}, now)
    if not is_allowed:
        words = _("You have looked at %(n)d customers' numbers today, as many as a day allows. The owner was told.")
        raise Refused(words % {"n": by.store.reveals_a_day})
    return numbers


def _passes_cap(customer: Customer, by: Staff, now: datetime) -> bool:
    if by.store is None or by.store.reveals_a_day is None:
        return False
    shown = Activity.objects.filter(kind=facts.PHONE_REVEALED, kind__in=READING, by=by, at__gte=_midnight(now))
    shown = set(shown.values_list("customer", flat=True))
    return customer.pk not in shown and len(shown) >= by.store.reveals_a_day


def note_opened(customers: Iterable[int], *, by: Staff, on_task: bool = False) -> None:
    """Somebody is shown the full numbers of these customers (ids) without asking: once a day each, for the log."""
    ids, now = list(customers), timezone.now()
    if not ids:
        return
    kind = facts.NUMBERS_ON_TASK if on_task else facts.NUMBERS_OPENED
    with connection.cursor() as cursor:
        who: dict[str, Any] = {"kind": kind, "by": by.pk, "name": by.name, "ids": ids}
        who["shown"] = (facts.PHONE_REVEALED, *OPENING)
        cursor.execute(OPENED, {**who, "now": now, "midnight": _midnight(now)})
        is_new = cursor.rowcount > 0
    if is_new and not on_task and not by.is_owner:
        notice_unusual(by, now=now)


def notice_unusual(staff: Staff, *, now: datetime) -> Activity | None:
    """After numbers were shown: announce it once a day, if today's customers pass a limit; returns the fact or None.

    A limit is three times the person's own usual day of the last 30, and never under A_DAYS_WORK: work, not curiosity.
    """
    today, midnight = timezone.localdate(now), _midnight(now)
    for kinds, fewest in A_DAYS_WORK.items():
        counts = people_read(staff, kinds, midnight - timedelta(days=SHOWN_DAYS), midnight + timedelta(days=1))
        count = counts.pop(today, 0)
        usual = usual_day(counts.values())
        if count > max(fewest, TIMES_USUAL * usual):
            return _announce(staff, {"count": count, "usual": usual}, now)
    return None


@transaction.atomic
def _announce(staff: Staff, data: dict[str, int], now: datetime) -> Activity | None:
    """The fact that tells the owner, once for each person and day."""
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)  # two requests at once: one fact
    told = Activity.objects.filter(kind=facts.UNUSUAL_READING, kind__in=READING, by=staff, at__gte=_midnight(now))
    if told.exists():
        return None
    data = {"day": timezone.localdate(now).isoformat(), **data}
    return record(facts.UNUSUAL_READING, store=staff.store, by=staff, at=now, data=data)


def forget_opened(today: date) -> int:
    """What was opened longer ago than the log shows; returns how many. `today` is the clock's."""
    before = timezone.make_aware(datetime.combine(today - timedelta(days=SHOWN_DAYS + 1), time()))
    return Activity.objects.filter(kind__in=OPENING, at__lt=before).filter(kind__in=READING).delete()[0]


def _midnight(now: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(now), time()))


@transaction.atomic
def look_into(unusual: Activity, *, by: Staff) -> Activity:
    """The owner has asked why; the flag goes, the facts stay. Refused where somebody did so already."""
    row = Activity.objects.select_for_update(no_key=True).get(pk=unusual.pk)
    if Activity.objects.filter(kind=facts.UNUSUAL_READING_SEEN, kind__in=READING, subject_id=row.pk).exists():
        raise Refused(_("This has been looked into already."))
    return record(facts.UNUSUAL_READING_SEEN, store=row.store, by=by, subject=row)
