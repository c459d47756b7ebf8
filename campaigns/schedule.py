"""When a rule calls for a contact: pure dates, no database (TP-4).

A rule and a span of days give *occasions*. Each carries a match, the one thing by which customers are joined to
it: the key of a birthday, a code of an occupation, a day of installation; a festival is for everybody.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from campaigns.dealer_calendar import DAY, Calendar
from campaigns.models import TouchpointRule
from dealercrm.lib.birthdays import day_keys

Trigger = TouchpointRule.Trigger
# A greeting due on a day of silence goes earlier; dealers have few of their own, and mourning moves nothing forward.
LONGEST_SILENCE = timedelta(days=7)
CARED_FOR_YEARS = 12  # as long as goods are cared for by a rhythm
SLOTS = 181  # days of the shortest half-year: over so many a store's stale archives are spread


class Occasion(NamedTuple):
    match: str
    occurrence: str  # which time this is: 'solar-2026', 'lunar-2026'; empty where the order says it
    occasion_on: date
    due_on: date
    expires_on: date
    left_out: bool = False  # for silence: no day is left on which it would be right


class Span(NamedTuple):
    """What a plan looks at: all that falls due from `since` to before `through`, and all still worth doing `today`.

    `since` lies before `today` after an outage: nothing that fell due meanwhile is passed over in silence.
    """

    since: date
    today: date
    through: date

    def holds(self, due_on: date, expires_on: date) -> bool:
        return due_on < self.through and (due_on >= self.since or expires_on >= self.today)


def occasions(rule: TouchpointRule, span: Span, calendar: Calendar) -> Iterator[Occasion]:
    """Every Occasion of the rule in the span. ValueError beyond the years the lunar calendar is known for."""
    lead, grace = timedelta(days=rule.lead_days), timedelta(days=rule.grace_days)
    start = min(span.since + lead, span.today - grace)
    for match, occurrence, day in _days(rule, start, span.through + lead + LONGEST_SILENCE, calendar):
        expires_on = day + grace
        due_on, left_out = due_day(rule, day, calendar, today=span.today)
        if span.holds(due_on, expires_on):
            yield Occasion(match, occurrence, day, due_on, expires_on, left_out)


def due_day(rule: TouchpointRule, day: date, calendar: Calendar, *, today: date) -> tuple[date, bool]:
    """(the day to get in touch about `day`, whether it is left out instead): the rule's lead before it, and no greeting
    on a day of silence; a care call is none.

    Known silence puts it earlier, or leaves it out, as the rule says. Mourning came unforeseen, and so does silence for
    what is late already: it waits for the first day after, while it is still worth it, and else is left out.
    """
    due_on, last = day - timedelta(days=rule.lead_days), day + timedelta(days=rule.grace_days)
    if not rule.is_greeting:
        return due_on, False
    if calendar.is_silent(due_on) and not calendar.is_paused(due_on):
        if rule.on_silence == rule.OnSilence.LEAVE_OUT:
            return due_on, True
        due_on = calendar.free_before(due_on)
    if not calendar.is_paused(due_on) and not (due_on < today and calendar.is_silent(today)):
        return due_on, False
    after = calendar.free_between(max(due_on, today if calendar.is_silent(today) else due_on) + DAY, last)
    return (after, False) if after else (due_on, True)


def _days(rule: TouchpointRule, start: date, end: date, calendar: Calendar) -> list[tuple[str, str, date]]:
    """(match, occurrence, day) of a rule for start <= day < end."""
    match rule.trigger:
        case Trigger.BIRTHDAY | Trigger.HOUSEHOLD_BIRTHDAY | Trigger.WEDDING:
            return _birthdays(start, end)
        case Trigger.FESTIVAL:
            return [("", key, day) for key, day in calendar.occasions(rule.day_code, start, end)]
        case Trigger.PROFESSION:
            special, days = calendar.days.get(rule.day_code), calendar.occasions(rule.day_code, start, end)
            return [(occupation, key, day) for key, day in days for occupation in special.occupations]
        case Trigger.AFTER_SIGN | Trigger.AFTER_DELIVERY | Trigger.AFTER_INSTALL:
            after = timedelta(days=rule.after_days)
            return [((day - after).isoformat(), "", day) for day in days_from(start, end)]
        case Trigger.CARE:
            return list(_care_days(rule.every_months, start, end))
        case Trigger.RHYTHM | Trigger.NEXT_PURCHASE | Trigger.STOCK_CHECK:
            return [("", "", day) for day in days_from(start, end)]  # whose day it is, the archive says
        case Trigger.STALE:
            return list(_slots(start, end))
    raise ValueError(f"no trigger: {rule.trigger}")


def days_from(start: date, end: date) -> list[date]:
    return [start + DAY * n for n in range((end - start).days)]


def months_after(day: date, months: int) -> date:
    """The same day of a later month; the last day of one that is too short."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _care_days(every: int, start: date, end: date) -> Iterator[tuple[str, str, date]]:
    """Each day with the days of installation that lie so many months before it; the occurrence is how often that is."""
    for day in days_from(start, end):
        for count in range(1, CARED_FOR_YEARS * 12 // every + 1):
            then = months_after(day, -every * count)
            for installed in (then, *(then + DAY * n for n in range(1, 4))):
                if installed.month == then.month and months_after(installed, every * count) == day:
                    yield installed.isoformat(), str(count), day


def _slots(start: date, end: date) -> Iterator[tuple[str, str, date]]:
    """Each day of the span with its place in its half-year; the occurrence is that half-year: once in it, no more."""
    for day in days_from(start, end):
        half = 1 if day.month <= 6 else 2
        place = (day - date(day.year, 1 if half == 1 else 7, 1)).days
        if place < SLOTS:
            yield str(place), f"{day.year}-h{half}", day


_birthdays = lru_cache(maxsize=64)(day_keys)
