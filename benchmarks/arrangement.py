"""How good the arrangement of contacts is, beside the exact optimum: `uv run python -m benchmarks.arrangement`.

Twenty generated stores in which households, lists and days are too small for all that is wanted. Ours is what the
planner does: each household by `campaigns.arranging`, then the lists by `campaigns.levelling`. The optimum is an
integer program over the same windows, caps and room. Counted is the value of the reasons that are done on days on which
their person has room; who has more to do than that leaves the least of it.
"""

import os
import random
import sys
from collections import defaultdict
from datetime import date

import django
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from campaigns.arranging import WEEK, Reason, arrange, gap_of  # noqa: E402
from campaigns.levelling import Row, levelled  # noqa: E402

TODAY = date(2026, 12, 1).toordinal()
DAYS = 60
# Kind: value, days before and after the wanted day, does it count towards the household's cap.
KINDS = {
    "care": (70, 1, 10, False),
    "birthday": (60, 2, 1, True),
    "relative": (50, 2, 1, True),
    "festival": (40, 5, 1, True),
    "profession": (30, 2, 1, True),
    "goods": (65, 3, 14, False),
    "stale": (10, 14, 14, True),
    "rhythm": (20, 2, 14, True),
}
FEASTS = [TODAY + 9, TODAY + 31, TODAY + 50]


def generated(seed):
    """({household: (person, [Reason])}, cap, room) of a store with two or three people and little room."""
    rng = random.Random(seed)
    people, cap, room = rng.randint(2, 3), rng.choice((1, 1, 2)), rng.randint(2, 4)
    households = {}
    for number in range(people * room * rng.randint(10, 24)):
        tier, reasons = rng.choice((0, 3, 6, 9)), []
        for kind, (value, before, after, counts) in KINDS.items():
            if kind == "festival":
                wanted = [day for day in FEASTS if rng.random() < 0.5]
            else:
                wanted = [TODAY + rng.randrange(DAYS)] if rng.random() < 0.35 else []
            for day in wanted:
                first, rank = max(day - before, TODAY), rng.randint(1, 3)
                reasons.append(Reason(day, first, day + after, value + tier, counts, rank))
        if reasons:
            households[number] = (number % people, reasons)
    return households, cap, room


def ours(households, cap, room):
    gap, lists, neighbours = gap_of(cap), defaultdict(list), defaultdict(list)
    values = {}
    for household, (person, reasons) in households.items():
        found = arrange(reasons, [], gap=gap, today=TODAY)
        for day, places in found.days.items():
            those, number = [reasons[n] for n in places], len(values) + 1
            counts = any(each.counts for each in those)
            values[number] = sum(each.value for each in those)
            first = min(day, max(each.earliest for each in those))
            lists[person].append(
                Row(person, date.fromordinal(day), room, None, number, date.fromordinal(day), False, counts,
                    date.fromordinal(first), date.fromordinal(min(each.latest for each in those)),
                    max(each.value for each in those), household, household)
            )  # fmt: skip
            neighbours[household].append([number, counts, date.fromordinal(day)])
    total = 0
    for rows in lists.values():
        rows.sort(key=lambda row: (-row.priority, row.place, row.customer))
        days = {row.id: row.on for row in rows} | dict(levelled(rows, neighbours, date.fromordinal(TODAY), gap, set()))
        of_day = defaultdict(list)
        for number, day in days.items():
            of_day[day].append(values[number])
        total += sum(sum(sorted(those, reverse=True)[:room]) for those in of_day.values())
    return total


def optimum(households, cap, room):
    """The most value: x says which reason on which day, c where a household has a contact, g where it has one that
    counts."""
    columns, worth = {}, []
    rows, bounds = [], []

    def column(key, value=0):
        if key not in columns:
            columns[key] = len(worth)
            worth.append(value)
        return columns[key]

    def row(terms, high):
        rows.append(terms)
        bounds.append(high)

    of_person, counted = defaultdict(set), defaultdict(set)
    for household, (person, reasons) in households.items():
        for n, reason in enumerate(reasons):
            chosen = []
            for day in range(reason.earliest, reason.latest + 1):
                x, c = column(("x", household, n, day), reason.value), column(("c", household, day))
                chosen.append((x, 1))
                of_person[person, day].add(c)
                row([(x, 1), (c, -1)], 0)
                if reason.counts:
                    g = column(("g", household, day))
                    counted[household].add(day)
                    row([(x, 1), (g, -1)], 0)
                    row([(g, 1), (c, -1)], 0)
            row(chosen, 1)
    for those in of_person.values():
        row([(c, 1) for c in those], room)
    for household, days in counted.items():
        for start in days:
            row([(columns["g", household, day], 1) for day in days if start <= day < start + WEEK], cap)
    entries = [(i, j, value) for i, terms in enumerate(rows) for j, value in terms]
    i, j, value = (np.array(each) for each in zip(*entries, strict=True))
    matrix = csr_array((value, (i, j)), shape=(len(rows), len(worth)))
    found = milp(
        -np.array(worth), integrality=np.ones(len(worth)), bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, -np.inf, np.array(bounds)),
        options={"time_limit": 60, "mip_rel_gap": 1e-4},
    )  # fmt: skip
    return -found.mip_dual_bound  # never less than the optimum


def main(stores=20):
    shares = []
    for seed in range(stores):
        households, cap, room = generated(seed)
        mine, best = ours(households, cap, room), optimum(households, cap, room)
        shares.append(mine / best)
        print(f"store {seed:2}: {len(households):3} households, cap {cap}, room {room}: {mine} of {best:.0f}, "
              f"{shares[-1]:.2%}", flush=True)  # fmt: skip
    print(f"worst {min(shares):.2%}, together {sum(shares) / len(shares):.2%} of the optimum")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
