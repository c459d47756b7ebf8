"""The tier of an old customer: a rule without a database (TI-1, TI-2).

Each signal says something about a customer as a value from 0 to 100. The letter weighs those of importance, the level
those of urgency, by the weights of a scheme: a part of the score is weight x value over the weights of the side, in
hundredths of a point, and the score is the sum of its parts. A signal that says nothing of anybody yet has its weight
shared out among the others; one that says nothing of this customer counts for them as what it says of most.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dealercrm.lib.texts import Words

LETTERS = "ABCD"
IMPORTANCE, URGENCY = SIDES = ("importance", "urgency")
SHARE, SCORE = "share", "score"
POINT = 100  # scores and parts are kept in hundredths of a point
NOBODY = 2**30  # a cut-off no one reaches
STEPS = 100  # what somebody bought is told as the share of customers who bought less
FRESH_DAYS, FADED_DAYS = 365, 1095  # an opinion counts in full for a year, and after three not at all
MIDDLE, STAR = 50, 25  # five stars are 100, one is 0; three say nothing either way
LATELY_YEARS, WHILE_YEARS = 1, 3


@dataclass(frozen=True)
class Signal:
    """What one floor knows of customers (dealercrm/scoring.py).

    `sql` gives (customer_id, value) of those it says something of; `key` is the column of the customer in it, and
    `{only}` where it is narrowed to a few. `of_purchases` is an expression over what each bought instead. `unknown`
    is the value of whom it says nothing. `words` are (from this value on, what is said), the highest first.
    """

    code: str
    label: Words
    side: str
    weight: int  # of the ready scheme
    words: tuple[tuple[int, Words], ...]
    sql: str = ""
    key: str = "customer_id"
    of_purchases: str = ""
    unknown: int = 0
    dissatisfied_below: int = 0  # who has less is cared for as usual whatever the tier (customers.entitlements)

    def said(self, value: int) -> Words:
        return next(words for start, words in self.words if value >= start)


@dataclass(frozen=True)
class Weights:
    """What a side weighs: {code: weight} of the signals that say something, in the order of their parts."""

    of: Mapping[str, int]

    @property
    def whole(self) -> int:
        return sum(self.of.values())

    def part(self, code: str, value: int) -> int:
        """In hundredths of a point, rounded half up; the SQL of the night says the same (customers.actions.tiers)."""
        return (2 * POINT * self.of[code] * value + self.whole) // (2 * self.whole) if self.of.get(code) else 0


def shared_out(weights: Mapping[str, int], silent: Iterable[str]) -> dict[str, int]:
    """Whole percents that add up to 100, of the weights without those that say nothing; {} where none is left."""
    left = {code: weight for code, weight in weights.items() if weight and code not in set(silent)}
    whole = sum(left.values())
    shares = {code: weight * 100 // whole for code, weight in left.items()}
    by_rest = sorted(left, key=lambda code: -(left[code] * 100 % whole))
    for code in by_rest[: 100 - sum(shares.values())] if left else ():
        shares[code] += 1
    return shares


def faded(stars: int, days: int) -> int | None:
    """What an opinion of 1 to 5 stars is worth after so many days; None once it is too old to say anything."""
    if days >= FADED_DAYS:
        return None
    left = min(FADED_DAYS - days, FADED_DAYS - FRESH_DAYS)
    return MIDDLE + int(STAR * (stars - 3) * left / (FADED_DAYS - FRESH_DAYS))


# The same in SQL, of a row {r} with the columns stars and said_on: whole numbers are divided towards zero.
FADED_SQL = f"""
    {MIDDLE} + {STAR} * ({{r}}.stars - 3)
             * least({FADED_DAYS} - (%(today)s::date - {{r}}.said_on), {FADED_DAYS - FRESH_DAYS})
             / {FADED_DAYS - FRESH_DAYS}"""


def bought_lately(last_signed_on: date, today: date) -> int:
    """100 within a year, 30 within three."""
    if last_signed_on >= years_before(today, LATELY_YEARS):
        return 100
    return 30 if last_signed_on >= years_before(today, WHILE_YEARS) else 0


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def letter_of(importance: int, starts: tuple[int, int, int]) -> str:
    """By the scores from which A, B and C begin."""
    return next((letter for letter, start in zip("ABC", starts, strict=True) if importance >= start), "D")


def level_of(urgency: int, starts: Iterable[int]) -> int:
    """By the scores from which the levels 1, 2 (and 3) begin; the last level is the rest."""
    starts = list(starts)
    return next((n for n, start in enumerate(starts, 1) if urgency >= start), len(starts) + 1)
