"""How likely a family buys from us again within twelve months (AR-7): all its needs together, and its habit.

Each source (a thing that has served so long, what is missing or broken since a day, a further home, a renovation, and
nothing in particular) has a hazard by years. Their sum, more for a family that came back more often than its things
called for and less for one that bought elsewhere, is told as what happened to families of the same sum in years before
(customers.learning). Pure; where the dealer's own families have taught nothing yet, the table's lives are all there is.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import exp
from typing import NamedTuple

from customers.needs import GOOD, Need, Place, Thing, Why, needs_of
from customers.survival import Curve, by_table

OTHER = "other"  # nothing in particular: by the years since the last purchase
COME_BACK = 0.4  # of the families that replace something, by what is usual
ENOUGH = 30  # purchases seen: from then on a curve is the dealer's own
SAME_PURCHASE = 60  # days: one furnishing, in several orders
# Hazards of buying it anywhere. Of each year since it is known; of a further home from a year before its keys on.
USUAL = {
    Why.MISSING: (0.5, 0.3, 0.15, 0.08),
    Why.BROKEN: (0.8, 0.3, 0.15, 0.08),
    Why.WORN: (0.35, 0.3, 0.2, 0.1),
    Why.SECOND_HOME: (0.5, 1.2, 0.5, 0.2),
}
RENOVATED, RENOVATION_YEARS = 0.5, (10, 15)
OTHERS = (0.06, 0.04, 0.03, 0.02)
UNKNOWN_SINCE = 0.5  # years, of what is missing since nobody knows when
UNPROVEN, MOST, ABOVE_SEEN = 0.5, 0.95, 0.02  # never surer than that
HIGH, MEDIUM = 30, 10  # percent: one in three buys, one in ten


class Likelihood(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNKNOWN = "unknown"


class Purchase(NamedTuple):
    on: date
    kinds: frozenset[str]


class Wait(NamedTuple):
    """Something missing, broken or worn: since it was said, until one was bought here; `until` None: nobody has."""

    why: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Family:
    """What the archive knows of it; `bought` from us, the first purchase first. `waits` are what things show today and
    what is over."""

    things: list[Thing]
    places: list[Place]
    bought: list[Purchase]
    waits: list[Wait] = field(default_factory=list)


@dataclass
class Experience:
    """What the dealer's own families have taught. `steadiness`: low where some families always come back and others
    never; `came_true` the sums said in years before, ascending, and what share then bought."""

    curves: dict[str, Curve] = field(default_factory=dict)
    come_back: float = COME_BACK
    steadiness: float | None = None
    came_true: list[tuple[float, float]] = field(default_factory=list)

    def curve(self, source: str, lives: tuple[int, int] | None = None) -> Curve:
        if source not in self.curves:
            self.curves[source] = usual(source, lives, self.come_back)
        return self.curves[source]

    def told(self, total: float) -> float:
        """A sum of hazards as the share of such families that bought; not above what was ever seen."""
        said = 1 - exp(-total)
        if not self.came_true:
            return min(said, UNPROVEN)
        points = [(0.0, 0.0), *self.came_true, (1.0, min(MOST, self.came_true[-1][1] + ABOVE_SEEN))]
        for (begin, low), (end, high) in itertools.pairwise(points):
            if said <= end:
                return low + (high - low) * (said - begin) / max(end - begin, 1e-9)
        return points[-1][1]


@dataclass(frozen=True)
class Chance:
    """`percent` None: too little is known. `is_own`: the dealer's own repurchases speak, no longer the table alone."""

    percent: float | None
    is_own: bool = False

    @property
    def likelihood(self) -> Likelihood:
        if self.percent is None:
            return Likelihood.UNKNOWN
        if self.percent >= HIGH:
            return Likelihood.HIGH
        return Likelihood.MEDIUM if self.percent >= MEDIUM else Likelihood.LOW


def usual(source: str, lives: tuple[int, int] | None, share: float) -> Curve:
    """The curve of a source before anything was seen, where `share` of the families come back to us."""
    if source == OTHER:
        return Curve(OTHERS)
    if source in USUAL:
        return Curve(tuple(hazard * share for hazard in USUAL[Why(source)]))
    if source == Why.RENOVATION:
        lives, share = RENOVATION_YEARS, RENOVATED * share
    return by_table(lives[0], lives[1], share)


def years_between(first: date, last: date) -> float:
    return (last - first).days / 365.25


class Source(NamedTuple):
    name: str
    age: float
    lives: tuple[int, int] | None = None


def sources_of(needs: Sequence[Need], bought: Sequence[Purchase], today: date) -> list[Source]:
    """What may bring the family back, each with its age in years."""
    found = []
    for need in needs:
        age = years_between(need.since, today) if need.since else UNKNOWN_SINCE
        if need.why == Why.SECOND_HOME:
            age += 1  # its curve begins a year before the keys
        if age >= 0:
            found.append(Source(need.category if need.why == Why.AGE else need.why, age, need.lives))
    if bought:
        found.append(Source(OTHER, years_between(bought[-1].on, today)))
    return found


def chance_of(family: Family, needs: Sequence[Need], today: date, experience: Experience) -> Chance:
    """The percent of a further purchase within the next twelve months."""
    sources = sources_of(needs, family.bought, today)
    is_own = bool(experience.came_true)
    if not needs and not (family.bought and experience.curve(OTHER).sample >= ENOUGH):
        return Chance(None)
    total = hazard(sources, experience) * habit(family.bought, today, experience)
    return Chance(round(100 * experience.told(total), 1), is_own)


def hazard(sources: Sequence[Source], experience: Experience) -> float:
    return sum(experience.curve(source.name, source.lives).after(source.age) for source in sources)


def habit(bought: Sequence[Purchase], today: date, experience: Experience) -> float:
    """How many times as likely as others with the same things: how often they came, beside how often they had cause."""
    if experience.steadiness is None:
        return 1.0
    came, called_for = came_back(bought, today, experience)
    return (experience.steadiness + came) / (experience.steadiness + called_for)


def came_back(bought: Sequence[Purchase], today: date, experience: Experience) -> tuple[int, float]:
    """How often the family came back until today, and how often what it has from us called for it."""
    came, called_for = 0, 0.0
    last: dict[str, date] = {}
    for before, purchase in itertools.pairwise(bought):
        if (purchase.on - before.on).days > SAME_PURCHASE:
            came += 1
            called_for += experience.curve(OTHER).until(years_between(before.on, purchase.on))
    for purchase in bought:
        for kind in purchase.kinds & experience.curves.keys():
            if kind in last:
                called_for += experience.curves[kind].until(years_between(last[kind], purchase.on))
            last[kind] = purchase.on
    if bought:
        called_for += experience.curve(OTHER).until(years_between(bought[-1].on, today))
    return came, called_for + sum(experience.curves[kind].until(years_between(on, today)) for kind, on in last.items())


def as_it_was(family: Family, day: date) -> Family:
    """As far as can be told today: what has a day."""
    things = [
        Thing(thing.what, thing.category, thing.lives, thing.bought_on, GOOD, thing.home)
        for thing in family.things
        if thing.bought_on and thing.bought_on <= day
    ]
    waits = [Wait(wait.why, wait.since, _if(wait.until, day)) for wait in family.waits if wait.since <= day]
    things += [Thing("", state=wait.why, since=wait.since) for wait in waits if wait.until is None]
    return Family(things, family.places, [purchase for purchase in family.bought if purchase.on <= day], waits)


def _if(until: date | None, day: date) -> date | None:
    return until if until and until <= day else None


def sources_then(family: Family, day: date) -> list[Source]:
    then = as_it_was(family, day)
    return sources_of(needs_of(then.things, then.places, day), then.bought, day)
