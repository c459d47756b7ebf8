"""What a family will need next and about when (AR-5); how likely it buys again follows from it (customers.chances).

A rule without a database over what stands in the homes; customers/needs_of_many.py asks it of all customers.

- What is missing, broken or worn is needed now.
- What is good is needed when its kind has lived its expected life (Category, care_cycles.csv). Of one kind in one home
  only the newest counts; what was bought and not yet put into a home may stand in any of them.
- A further home in which nothing stands is furnished from its hand-over on, for a year.
- A first home is renovated ten to fifteen years after its hand-over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from dealercrm.lib.punctuation import listed

MISSING, BROKEN, WORN, GOOD = "missing", "broken", "worn", "good"  # HomeItem.State
FURNISH_YEARS = 1
RENOVATE_FROM_YEARS, RENOVATE_TO_YEARS = 10, 15
SOON = timedelta(days=365)
HALF_A_YEAR = timedelta(days=183)


class Why(StrEnum):
    MISSING = MISSING
    BROKEN = BROKEN
    WORN = WORN
    AGE = "age"
    SECOND_HOME = "second_home"
    RENOVATION = "renovation"


@dataclass(frozen=True)
class Thing:
    """What stands in a home, or was bought and stands in none yet (`home` None). `lives` is (from, to) in years;
    `since` the day its state was first written down, where that is known."""

    what: str
    category: str | None = None
    lives: tuple[int, int] | None = None
    bought_on: date | None = None
    state: str = GOOD
    home: int | None = None
    since: date | None = None


@dataclass(frozen=True)
class Place:
    """A home as far as needs go."""

    home: int
    called: str
    is_main: bool = True
    renovation_round: int = 1
    handed_over_on: date | None = None


@dataclass(frozen=True)
class Need:
    """`from_on` None: now, and nobody knows since when; `since` is the day its reason counts from."""

    what: str
    why: Why
    from_on: date | None = None
    to_on: date | None = None
    since: date | None = None
    category: str | None = field(default=None, compare=False)  # of what has aged, and the life the table gives it
    lives: tuple[int, int] | None = field(default=None, compare=False)

    def is_due(self, today: date) -> bool:
        return self.from_on is None or self.from_on <= today


def needs_of(things: list[Thing], places: list[Place], today: date) -> list[Need]:
    """[Need], the nearest first; what is needed now comes before all days."""
    now = [Need(thing.what, Why(thing.state), since=thing.since) for thing in things if thing.state != GOOD]
    found = [*now, *_aged(things), *_of_homes(things, places, today)]
    return sorted(found, key=lambda need: (need.from_on or date.min, need.to_on or date.min, need.what))


def window(needs: list[Need], today: date) -> tuple[date, date] | None:
    """Between which days a second purchase is next to be expected, from the nearest need; None where none is known."""
    if not needs:
        return None
    nearest = needs[0]
    if not nearest.is_due(today):
        return nearest.from_on, nearest.to_on
    # What closes first counts; what is needed now, or overdue, is bought within a year or somewhere else.
    ends = [need.to_on for need in needs if need.is_due(today) and need.to_on and need.to_on >= today]
    urgent = nearest.from_on is None or not ends
    return today, today + SOON if urgent else min(ends)


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 28 February for the 29th, as the database counts."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)


def _aged(things: list[Thing]) -> Iterator[Need]:
    """Of each kind in each home the newest, when it will have lived its life."""
    dated = [thing for thing in things if thing.category and thing.bought_on and thing.state != MISSING]
    loose = {}
    for thing in dated:
        if thing.home is None:
            loose[thing.category] = max(thing.bought_on, loose.get(thing.category, date.min))

    def place(thing: Thing) -> tuple[int, str]:
        return thing.home or 0, thing.category

    for (_home, category), group in groupby(sorted(dated, key=place), key=place):
        group = list(group)
        newest = max(thing.bought_on for thing in group)
        good = [thing for thing in group if thing.bought_on == newest and thing.state == GOOD and thing.lives]
        if good and newest >= loose.get(category, date.min):
            first, last = good[0].lives
            what = good[0].what if len(good) == 1 else listed(dict.fromkeys(thing.what for thing in good[:3]))
            yield Need(
                what, Why.AGE, years_after(newest, first), years_after(newest, last), newest, category, good[0].lives
            )


def _of_homes(things: list[Thing], places: list[Place], today: date) -> Iterator[Need]:
    furnished = {thing.home for thing in things if thing.state != MISSING}
    for place in places:
        day = place.handed_over_on
        if day is None:
            continue
        if not place.is_main and place.home not in furnished:
            need = Need(place.called, Why.SECOND_HOME, day, years_after(day, FURNISH_YEARS), day)
        elif place.renovation_round == 1:
            first, last = years_after(day, RENOVATE_FROM_YEARS), years_after(day, RENOVATE_TO_YEARS)
            need = Need(place.called, Why.RENOVATION, first, last, day)
        else:
            continue
        if need.to_on >= today:
            yield need
