"""Noticing that somebody reads far more numbers than their work asks for, and the owner's look into it (ST-5)."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.activity import record
from customers.models import Activity
from customers.models.activity import READING
from customers.phone_access import A_DAYS_WORK, SHOWN_DAYS, TIMES_USUAL, people_read, usual_day
from dealercrm.lib.errors import Refused
from stores.models import Staff


def notice_unusual(staff: Staff, *, now: datetime) -> Activity | None:
    """After a number was shown: announce it once a day, if today's customers pass the limit; returns the fact or None.

    The limit is three times the person's own usual day of the last 30, and never under twenty: work, not curiosity.
    """
    today = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(today, time()))
    counts = people_read(staff, midnight - timedelta(days=SHOWN_DAYS), midnight + timedelta(days=1))
    count = counts.pop(today, 0)
    usual = usual_day(counts.values())
    if count <= max(A_DAYS_WORK, TIMES_USUAL * usual):
        return None
    Staff.objects.select_for_update(no_key=True).get(pk=staff.pk)  # two requests at once: one fact
    noticed = Activity.objects.filter(kind=facts.UNUSUAL_READING, kind__in=READING, by=staff, at__gte=midnight)
    if noticed.exists():
        return None
    data = {"day": today.isoformat(), "count": count, "usual": usual}
    return record(facts.UNUSUAL_READING, store=staff.store, by=staff, at=now, data=data)


@transaction.atomic
def look_into(unusual: Activity, *, by: Staff) -> Activity:
    """The owner has asked why; the flag goes, the facts stay. Refused where somebody did so already."""
    row = Activity.objects.select_for_update(no_key=True).get(pk=unusual.pk)
    if Activity.objects.filter(kind=facts.UNUSUAL_READING_SEEN, kind__in=READING, subject_id=row.pk).exists():
        raise Refused(_("This has been looked into already."))
    return record(facts.UNUSUAL_READING_SEEN, store=row.store, by=by, subject=row)
