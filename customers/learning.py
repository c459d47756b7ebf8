"""What the dealer's own families teach of the second purchase (customers.chances): counted at night, from a sample.

Curves: of each category the Kaplan-Meier of what was bought anew here; years of age few were seen in lean on the table
life, shifted by what all categories together show at the same part of their lives. A further home, a renovation and
purchases of nothing in particular share what else was bought. Then what the sums came to in the last three years.
"""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from math import exp, log, sqrt
from typing import NamedTuple

from customers.chances import (
    COME_BACK,
    ENOUGH,
    OTHER,
    SAME_PURCHASE,
    Experience,
    Family,
    Purchase,
    Source,
    as_it_was,
    came_back,
    chance_of,
    hazard,
    sources_then,
    usual,
    years_between,
)
from customers.needs import Why, needs_of, years_after
from customers.survival import WATCHED_ENOUGH, YEARS, Curve, Life, by_table, counted, watched

LOOK_BACK, JUDGED = 6, 3  # years
AS_MUCH_AS = 8  # purchases: seen, to count as much as what was expected
SHARED = (OTHER, Why.SECOND_HOME, Why.RENOVATION)
SAID = (Why.MISSING, Why.BROKEN, Why.WORN)
TURNS = 4
STEADY = (None, 8.0, 4.0, 2.0, 1.0, 0.5, 0.25)
BLOCKS, LEAST_BLOCK, UNSEEN = 40, 25, 5


class Year(NamedTuple):
    """One family's twelve months from `day`: what could bring it, and what it bought."""

    family: Family
    day: date
    sources: list[Source]
    bought: list[Purchase]


class Fifth(NamedTuple):
    """Of the families in order of what was said: the share said and the share that bought."""

    said: float
    bought: float
    families: int


def learn(families: Sequence[Family], lives: dict[str, tuple[int, int]], today: date) -> Experience:
    """`lives` of the table by category."""
    experience = _of_things(families, lives, today)
    for why in SAID:
        waits = [wait for family in families for wait in family.waits if wait.why == why]
        before = usual(why, None, experience.come_back).hazards
        before += before[-1:] * (YEARS - len(before))
        seen = [(years_between(wait.since, wait.until or today), wait.until is not None) for wait in waits]
        experience.curves[why] = counted(seen, before)
    years = [year for family in families for year in _years_of(family, today)]
    _share_out(years, experience)
    judged = [year for year in years if year.day >= years_after(today, -JUDGED)]
    if sum(bool(year.bought) for year in judged) >= ENOUGH:
        _compare(judged, experience)
    return experience


def look_back(families: Sequence[Family], lives: dict[str, tuple[int, int]], today: date) -> list[Fifth]:
    """What would have been said a year ago, from what was known then, beside what was bought since: by fifths."""
    day = years_after(today, -1)
    then = [as_it_was(family, day) for family in families]
    experience = learn([family for family in then if family.bought], lives, day)
    if not experience.came_true:
        return []
    said = []
    for family, was in zip(families, then, strict=True):
        if was.bought:
            chance = chance_of(was, needs_of(was.things, was.places, day), day, experience)
            said.append(((chance.percent or 0.0) / 100, any(day < purchase.on <= today for purchase in family.bought)))
    said.sort()
    cuts = [len(said) * fifth // 5 for fifth in range(6)]
    parts = [said[begin:end] for begin, end in itertools.pairwise(cuts)]
    return [
        Fifth(
            sum(share for share, _bought in part) / len(part), sum(came for _share, came in part) / len(part), len(part)
        )
        for part in parts
        if part
    ]


def lives_of(bought: Sequence[Purchase], today: date) -> Iterable[tuple[str, Life]]:
    """(category, life) of all they bought here: until the next of its kind, or still waiting."""
    last: dict[str, date] = {}
    for purchase in bought:
        for kind in purchase.kinds:
            if kind in last and (purchase.on - last[kind]).days > SAME_PURCHASE:
                yield kind, (years_between(last[kind], purchase.on), True)
            last[kind] = purchase.on
    for kind, on in last.items():
        yield kind, (max(years_between(on, today), 0.0), False)


def _of_things(families: Sequence[Family], lives: dict[str, tuple[int, int]], today: date) -> Experience:
    found = defaultdict(list)
    for family in families:
        for kind, life in lives_of(family.bought, today):
            if kind in lives:
                found[kind].append(life)
    table = {kind: by_table(*lives[kind], COME_BACK) for kind in found}
    # By quarters of the life the table gives: what all categories show together.
    seen, expected = defaultdict(float), defaultdict(float)
    for kind, curve in table.items():
        for age, ended in found[kind]:
            seen[_quarter(lives[kind], age)] += ended
        for year, (years, usually) in enumerate(zip(watched(found[kind]), curve.hazards, strict=True)):
            expected[_quarter(lives[kind], year + 0.5)] += years * usually
    shift = {part: (seen[part] + AS_MUCH_AS) / (expected[part] + AS_MUCH_AS) for part in expected}
    experience = Experience()
    for kind, curve in table.items():
        before = [usually * shift[_quarter(lives[kind], year + 0.5)] for year, usually in enumerate(curve.hazards)]
        experience.curves[kind] = counted(found[kind], before)
    experience.come_back = _come_back(experience.curves, lives)
    return experience


def _quarter(lives: tuple[int, int], age: float) -> int:
    return min(int(4 * age / sqrt(lives[0] * lives[1])), 8)


def _come_back(curves: dict[str, Curve], lives: dict[str, tuple[int, int]]) -> float:
    """The share of families that bought the next one here, once nearly all will have bought one."""
    total, weight = COME_BACK * ENOUGH, float(ENOUGH)
    for kind, curve in curves.items():
        end = round(lives[kind][1] * 1.3)
        if end <= YEARS / 2:
            total += (1 - curve.survival[end]) * curve.sample
            weight += curve.sample
    return total / weight


def _years_of(family: Family, today: date) -> Iterable[Year]:
    for back in range(1, LOOK_BACK + 1):
        day, until = years_after(today, -back), years_after(today, 1 - back)
        if not family.bought or family.bought[0].on > day:
            return
        new = [purchase for purchase in family.bought if day < purchase.on <= until]
        yield Year(family, day, sources_then(family, day), new)


def _share_out(years: Sequence[Year], experience: Experience) -> None:
    """Who brought a purchase is not written on it: each source gets the part its hazard has in the sum, in turns."""
    for _turn in range(TURNS):
        bought, seen = defaultdict(lambda: defaultdict(float)), defaultdict(lambda: defaultdict(float))
        for year in years:
            kinds = frozenset().union(*(purchase.kinds for purchase in year.bought))
            replaced = [source for source in year.sources if source.name in kinds]
            shared = [source for source in year.sources if source.name in SHARED]
            causes = [source for source in year.sources if source.name in (*SHARED, *SAID)]
            if replaced:
                causes = replaced + [source for source in causes if source.name != OTHER]
            total = hazard(causes, experience) if year.bought else 1.0
            for source in shared:
                curve = experience.curve(source.name)
                part = curve.after(source.age) / total if year.bought and source in causes and total else 0.0
                for at, weight in _two_years(source.age, len(curve.hazards)):
                    seen[source.name][at] += weight
                    bought[source.name][at] += weight * part
        for name in seen:
            before = usual(name, None, experience.come_back).hazards
            hazards = (
                (bought[name][at] + usually * WATCHED_ENOUGH) / (seen[name][at] + WATCHED_ENOUGH)
                for at, usually in enumerate(before)
            )
            experience.curves[name] = Curve(tuple(hazards), int(sum(bought[name].values())))


def _two_years(age: float, length: int) -> tuple[tuple[int, float], tuple[int, float]]:
    """The two years of age that the twelve months after it lie in, with their parts."""
    at = min(max(age, 0.0), length - 1.0)
    return (int(at), 1 - at % 1), (min(int(at) + 1, length - 1), at % 1)


def _compare(years: Sequence[Year], experience: Experience) -> None:
    """How steady families are, by what explains most; then what the sums came to, in ascending blocks."""
    told = []
    for year in years:
        then = [purchase for purchase in year.family.bought if purchase.on <= year.day]
        told.append((hazard(year.sources, experience), *came_back(then, year.day, experience), bool(year.bought)))

    def said(steadiness: float | None) -> list[tuple[float, bool]]:
        if steadiness is None:
            return [(_share(total), bought) for total, _came, _called_for, bought in told]
        return [
            (_share(total * (steadiness + came) / (steadiness + called_for)), bought)
            for total, came, called_for, bought in told
        ]

    experience.steadiness = max(STEADY, key=lambda steadiness: _explains(said(steadiness)))
    experience.came_true = in_blocks(sorted(said(experience.steadiness)))


def _share(total: float) -> float:
    return 1 - exp(-total)


def _explains(said: Iterable[tuple[float, bool]]) -> float:
    return sum(log(min(max(share if bought else 1 - share, 0.001), 0.999)) for share, bought in said)


def in_blocks(said: Sequence[tuple[float, bool]]) -> list[tuple[float, float]]:
    """[(share said, share that bought)] of blocks in which what came of it never falls: pool adjacent violators."""
    size = max(len(said) // BLOCKS, LEAST_BLOCK)
    blocks: list[tuple[float, float, int]] = []
    for start in range(0, len(said), size):
        part = said[start : start + size]
        total = sum(share for share, _bought in part)
        # As if a few more had done as was said: of thirty families none is no proof that nobody does.
        bought = sum(bought for _share, bought in part) + total / len(part) * UNSEEN
        blocks.append((total / len(part) * (len(part) + UNSEEN), bought, len(part) + UNSEEN))
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last, before = blocks.pop(), blocks.pop()
            blocks.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return [(said / families, bought / families) for said, bought, families in blocks]
