"""Families of a made-up dealer, and what they bought in the year after TODAY: the truth a percent is judged by.

The archive knows of them what a dealer's would: what they bought here, what stands there, their homes. How long things
really live, who always buys elsewhere and what is needed next is the world's, and nothing in the product knows of it.
"""

import itertools
import random
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log

from customers.chances import Chance, Experience, Family, Purchase, Wait, chance_of
from customers.needs import Place, Thing, needs_of
from tests.factories import TODAY

LIVES = {
    "mattress": (6, 10), "sofa_fabric": (5, 10), "sofa_leather": (8, 12), "cabinet": (10, 15), "smart_lock": (5, 8),
    "water_heater": (8, 8), "curtain": (5, 8), "tap": (5, 10), "tile": (15, 30), "solid_wood": (15, 30),
}  # fmt: skip
KINDS = list(LIVES)
YEAR = timedelta(days=365)


@dataclass
class World:
    """`returns`: the share that comes back to us; of families for good, or `by_purchase` each time anew."""

    returns: float = 0.5
    by_purchase: bool = False
    lives: float = 1.0  # times those of the table
    spread: str = "lognormal"
    second_homes: float = 0.08
    renovates: float = 0.15
    missing: float = 0.08
    anything: float = 0.01  # a year, for no reason
    years: int = 14


def days(years: float) -> timedelta:
    return timedelta(days=round(years * 365.25))


def a_life(kind: str, world: World, rng: random.Random) -> timedelta:
    first, last = (years * world.lives for years in LIVES[kind])
    if world.spread == "even":
        return days(rng.uniform(first, max(last, first + 1)))
    if world.spread == "normal":
        return days(max(0.5, rng.gauss((first + last) / 2, max((last - first) / 4, 0.5))))
    return days(exp(rng.gauss(log(first * last) / 2, max(log(last / first) / 2.56, 0.08))))


def a_family(world: World, rng: random.Random) -> tuple[Family, bool]:
    """(what the archive knows of it, did it buy in the year after)."""
    always = rng.random() < world.returns

    def comes_here() -> bool:
        return rng.random() < world.returns if world.by_purchase else always

    first = TODAY - timedelta(days=rng.randrange(365 * world.years))
    handed_over, end = first - timedelta(days=rng.randrange(120)), TODAY + YEAR
    bought = [(first, kind, None) for kind in rng.sample(KINDS, rng.choice([1, 1, 2, 2, 3, 4]))]
    for day, kind, _home in list(bought):
        while (day := day + a_life(kind, world, rng)) <= end and comes_here():
            bought.append((day, kind, None))
    places, things, waits = [Place(1, "家", handed_over_on=handed_over)], [], []
    if rng.random() < world.renovates and (day := handed_over + days(rng.uniform(10, 15))) <= end and comes_here():
        bought += [(day, kind, None) for kind in rng.sample(KINDS, 2)]
    if rng.random() < world.second_homes:
        keys = first + timedelta(days=rng.randrange(365 * world.years))
        if keys < TODAY + YEAR / 2:
            places.append(Place(2, "海边", is_main=False, handed_over_on=keys))
            day = keys + timedelta(days=rng.randrange(-60, 330))
            if rng.random() < 0.8 and comes_here() and day <= end:
                bought += [(day, kind, 2) for kind in rng.sample(KINDS, 2)]
    if rng.random() < world.missing:
        since = TODAY - timedelta(days=rng.randrange(1, 365 * 4))
        day = since + days(rng.expovariate(0.7)) if comes_here() else None
        if day is not None and day <= end:
            bought.append((day, "curtain", None))
        until = day if day and day <= TODAY else None
        waits.append(Wait("missing", since, until))
        if until is None:
            things.append(Thing("窗帘", state="missing", home=1, since=since))
    day = first
    while (day := day + days(rng.expovariate(world.anything))) <= end:
        if comes_here():
            bought.append((day, rng.choice(KINDS), None))
    known = sorted({day for day, _kind, _home in bought if day <= TODAY})
    things += [Thing(kind, kind, LIVES[kind], day, home=home) for day, kind, home in bought if day <= TODAY]
    purchases = [Purchase(on, frozenset(kind for day, kind, _home in bought if day == on)) for on in known]
    return Family(things, places, purchases, waits), any(day > TODAY for day, _kind, _home in bought)


def families(world: World, many: int, seed: str) -> list[tuple[Family, bool]]:
    rng = random.Random(seed)
    return [a_family(world, rng) for _ in range(many)]


def chance(family: Family, experience: Experience, today: date = TODAY) -> Chance:
    return chance_of(family, needs_of(family.things, family.places, today), today, experience)


@dataclass
class Verdict:
    """`fifths`: (percent said, percent that bought), the likeliest first."""

    auc: float
    lift: float
    average: float
    fifths: list[tuple[float, float]]

    @property
    def off_by(self) -> float:
        return max(abs(said - bought) for said, bought in self.fifths)


def judged(said: list[tuple[float, bool]]) -> Verdict:
    """Of (percent said, did it buy): how well it tells them apart, the top tenth beside the average, each fifth."""
    said = sorted(said, key=lambda each: -each[0])
    many, bought = len(said), sum(came for _percent, came in said)
    ranks, start, ascending = 0.0, 0, said[::-1]
    while start < many:  # those of one percent share their rank
        end = start
        while end < many and ascending[end][0] == ascending[start][0]:
            end += 1
        ranks += sum(came for _percent, came in ascending[start:end]) * (start + end + 1) / 2
        start = end
    auc = (ranks - bought * (bought + 1) / 2) / (bought * (many - bought))
    top = said[: many // 10]
    cuts = [many * fifth // 5 for fifth in range(6)]
    parts = [said[begin:end] for begin, end in itertools.pairwise(cuts)]
    fifths = [
        (sum(percent for percent, _came in part) / len(part), 100 * sum(came for _percent, came in part) / len(part))
        for part in parts
    ]
    return Verdict(auc, sum(came for _percent, came in top) / len(top) / (bought / many), bought / many, fifths)
