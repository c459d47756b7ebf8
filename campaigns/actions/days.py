"""The dealer's own special days, times of mourning, and the days off of a year (TP-1); the plan follows at once."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.models import LoadedOffDay, OwnDay, StorePlan
from campaigns.off_days import read_arrangement
from campaigns.planning import Changes, plan_store
from customers.activity import record
from dealercrm.lib.errors import Refused
from stores.models import Staff, Store

FIELDS = ("store", "name", "kind", "falls", "month", "day", "nth", "weekday", "on", "until", "occupations")
LONGEST_PAUSE = 60


@transaction.atomic
def add_day(day: OwnDay, *, by: Staff, today: date) -> Changes:
    """Take an unsaved OwnDay into the calendar and plan its stores anew."""
    day.save()
    record(facts.DAY_ADDED, store=day.store, by=by, subject=day, data={"day": day.name})
    return _plan_anew(day, today)


@transaction.atomic
def change_day(day: OwnDay, /, *, by: Staff, today: date, **changes: Any) -> Changes:
    row = _locked(day)
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, changes.get(name, before[name]))
    changed = [name for name in FIELDS if before[name] != getattr(row, name)]
    if not changed:
        return Changes()
    row.save()
    record(facts.DAY_CHANGED, store=row.store, by=by, subject=row, data={"day": row.name, "fields": changed})
    former = [] if before["store"] == row.store else [before["store"]]
    return _plan_anew(row, today, *former)


@transaction.atomic
def pause_greetings(store: Store | None, *, first: date, last: date, why: str, by: Staff, today: date) -> OwnDay:
    """Mourning: nobody is wished well or sold to on these days; what was planned waits, or is left out visibly."""
    if last < first or last < today:
        raise Refused(_("The last day lies before the first, or is over."))
    if (last - first).days >= LONGEST_PAUSE:
        raise Refused(_("Greetings can be paused for %(n)d days at most.") % {"n": LONGEST_PAUSE})
    name = why.strip()[:40] or str(_("Mourning"))
    day = OwnDay(store=store, name=name, kind=OwnDay.Kind.SILENCE, falls=OwnDay.Falls.ONCE, on=first, until=last)
    add_day(day, by=by, today=today)
    return day


@transaction.atomic
def remove_day(day: OwnDay, *, by: Staff, today: date) -> Changes:
    """Take it out of the calendar; what its rules planned is withdrawn, and what it silenced is planned again."""
    row = _locked(day)
    row.removed_at = timezone.now()
    row.save(update_fields=["removed_at"])
    record(facts.DAY_REMOVED, store=row.store, by=by, subject=row, data={"day": row.name})
    return _plan_anew(row, today)


@transaction.atomic
def put_day_back(day: OwnDay, *, by: Staff, today: date) -> Changes:
    row = OwnDay.objects.select_for_update(no_key=True, of=("self",)).get(pk=day.pk)
    if row.removed_at is None:
        return Changes()
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    record(facts.DAY_PUT_BACK, store=row.store, by=by, subject=row, data={"day": row.name})
    return _plan_anew(row, today)


@transaction.atomic
def load_off_days(text: str, *, by: Staff) -> dict[int, int]:
    """The official arrangement of one or more years, in place of what was known of them; {year: days}. Refused with
    the line where it cannot be read."""
    try:
        days = read_arrangement(text)
    except ValueError as error:
        raise Refused(str(error)) from error
    years: dict[int, int] = defaultdict(int)
    for day in days:
        years[day.date.year] += 1
    for year in years:
        LoadedOffDay.objects.filter(date__year=year).delete()
    LoadedOffDay.objects.bulk_create(LoadedOffDay(**day._asdict()) for day in days)
    record(facts.OFF_DAYS_LOADED, by=by, data={"years": dict(years)})
    return dict(sorted(years.items()))


def _locked(day: OwnDay) -> OwnDay:
    row = OwnDay.objects.standing().select_for_update(no_key=True, of=("self",)).filter(pk=day.pk).first()
    if row is None:
        raise Refused(_("A colleague has taken this out just now."))
    return row


def _plan_anew(day: OwnDay, today: date, *former: Store | None) -> Changes:
    """The stores it holds in, and held in, as far as they were ever planned; returns what changed there."""
    stores = Store.objects.filter(pk__in=StorePlan.objects.values("store"))
    if day.store and None not in former:
        stores = stores.filter(pk__in={day.store_id, *(store.pk for store in former)})
    done = [plan_store(store, today=today) for store in stores]
    return Changes(*map(sum, zip(*done, strict=True))) if done else Changes()
