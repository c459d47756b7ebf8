"""When a rule calls for a contact: pure dates, no database (TP-4).

A rule and a span of days give *occasions*. Each carries a match, the one thing by which customers are joined to
it: the key of a birthday, a code of an occupation, a day of installation; a festival is for everybody.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from campaigns.models import TouchpointRule
from campaigns.special_days import reference_rules
from dealercrm.lib.birthdays import day_keys

Trigger = TouchpointRule.Trigger
# A greeting due on a day of silence goes earlier; no two such days follow each other, a week is ample.
LONGEST_SILENCE = timedelta(days=7)
SLOTS = 181  # days of the shortest half-year: over so many a store's stale archives are spread


class Occasion(NamedTuple):
    match: str
    occurrence: str  # which time this is: 'solar-2026', 'lunar-2026'; empty where the order says it
    occasion_on: date
    due_on: date
    expires_on: date


class Span(NamedTuple):
    """What a plan looks at: all that falls due from `since` to before `through`, and all still worth doing `today`.

    `since` lies before `today` after an outage: nothing that fell due meanwhile is passed over in silence.
    """

    since: date
    today: date
    through: date

    def holds(self, due_on: date, expires_on: date) -> bool:
        return due_on < self.through and (due_on >= self.since or expires_on >= self.today)


def occasions(rule: TouchpointRule, span: Span) -> Iterator[Occasion]:
    """Every Occasion of the rule in the span. ValueError beyond the years the lunar calendar is known for."""
    lead, grace = timedelta(days=rule.lead_days), timedelta(days=rule.grace_days)
    start = min(span.since + lead, span.today - grace)
    for match, occurrence, day in _days(rule, start, span.through + lead + LONGEST_SILENCE):
        due_on, expires_on = due_day(rule, day), day + grace
        if span.holds(due_on, expires_on):
            yield Occasion(match, occurrence, day, due_on, expires_on)


def due_day(rule: TouchpointRule, day: date) -> date:
    """The day to get in touch about `day`: the rule's lead before it, and no greeting on a day of silence.

    清明, 中元, 18 September and 13 December are no days for good wishes (CHINA.md 2); a care call is none.
    """
    due_on = day - timedelta(days=rule.lead_days)
    while rule.is_greeting and is_silent(due_on):
        due_on -= timedelta(days=1)
    return due_on


@lru_cache(maxsize=4096)
def is_silent(day: date) -> bool:
    return any(rule.blackout and day in rule.date_in(day.year) for rule in reference_rules().values())


def _days(rule: TouchpointRule, start: date, end: date) -> list[tuple[str, str, date]]:
    """(match, occurrence, day) of a rule for start <= day < end."""
    match rule.trigger:
        case Trigger.BIRTHDAY | Trigger.HOUSEHOLD_BIRTHDAY:
            return _birthdays(start, end)
        case Trigger.FESTIVAL:
            return [("", key, day) for key, day in reference_rules()[rule.day_code].occasions(start, end)]
        case Trigger.PROFESSION:
            special = reference_rules()[rule.day_code]
            days = special.occasions(start, end)
            return [(occupation, key, day) for key, day in days for occupation in special.occupations]
        case Trigger.AFTER_INSTALL:
            after = timedelta(days=rule.after_days)
            days = (start + timedelta(days=n) for n in range((end - start).days))
            return [((day - after).isoformat(), "", day) for day in days]
        case Trigger.STALE:
            return list(_slots(start, end))
    raise ValueError(f"no trigger: {rule.trigger}")


def _slots(start: date, end: date) -> Iterator[tuple[str, str, date]]:
    """Each day of the span with its place in its half-year; the occurrence is that half-year: once in it, no more."""
    for n in range((end - start).days):
        day = start + timedelta(days=n)
        half = 1 if day.month <= 6 else 2
        place = (day - date(day.year, 1 if half == 1 else 7, 1)).days
        if place < SLOTS:
            yield str(place), f"{day.year}-h{half}", day


_birthdays = lru_cache(maxsize=64)(day_keys)
