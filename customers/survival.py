"""How long a thing serves until the family buys the next one from us: counted where there is something to count.

Before that, and always a little, by the table's lives: log-normal, a tenth of all replaced before "from", nine tenths
before "to" years, and only some of them here. Pure; a life is (years, ended), and one not ended was seen so long.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from math import erf, exp, log, sqrt

Life = tuple[float, bool]
YEARS = 30
TENTH = 1.2816  # the normal distribution's, in spreads from its middle
LEAST_SPREAD = 0.1  # where the table says 8 to 8 years
WATCHED_ENOUGH = 20.0  # things watched through a year of age, to count as much as what was expected of it
MOST = 3.0  # a hazard: all of the few there were


@dataclass(frozen=True)
class Curve:
    """`hazards` of each year of age, and how many purchases they were learned from: 0 where they are the table's."""

    hazards: tuple[float, ...]
    sample: int = 0

    def after(self, age: float) -> float:
        """The hazard of the twelve months after this age: they lie in two years of age."""
        at = min(max(age, 0.0), len(self.hazards) - 1.0)
        year = int(at)
        following = self.hazards[min(year + 1, len(self.hazards) - 1)]
        return self.hazards[year] + (at - year) * (following - self.hazards[year])

    def until(self, age: float) -> float:
        """All hazard up to this age; beyond the last year it goes on as in it."""
        age = max(age, 0.0)
        year = min(int(age), len(self.hazards) - 1)
        return self._sums[year] + (age - year) * self.hazards[year]

    @cached_property
    def _sums(self) -> list[float]:
        return list(accumulate(self.hazards, initial=0.0))

    @property
    def survival(self) -> list[float]:
        """The share not bought anew at 0, 1, 2 ... years."""
        return [exp(-total) for total in self._sums]


def kaplan_meier(lives: Iterable[Life]) -> list[tuple[float, float]]:
    """[(age, share of all that serves longer)] at each age at which one ended, the youngest first."""
    lives = list(lives)
    ended, leaving = Counter(age for age, has_ended in lives if has_ended), Counter(age for age, _ended in lives)
    watched, share, curve = len(lives), 1.0, []
    for age in sorted(leaving):
        if ended[age]:
            share *= 1 - ended[age] / watched
            curve.append((age, share))
        watched -= leaving[age]
    return curve


def of_survival(shares: Sequence[float], sample: int) -> Curve:
    """The curve again, from the shares at 0, 1, 2 ... years."""
    pairs = pairwise(shares)
    return Curve(tuple(min(MOST, log(begun / left)) if left > 0 else MOST for begun, left in pairs), sample)


def by_table(first: int, last: int, share: float) -> Curve:
    """Of things replaced after `first` to `last` years, where `share` of the families come back to us for it."""
    middle, spread = log(first * last) / 2, max(log(last / first) / 2 / TENTH, LEAST_SPREAD)
    replaced = [0.0, *((1 + erf((log(year) - middle) / spread / sqrt(2))) / 2 for year in range(1, YEARS + 1))]
    return of_survival([1 - share * part for part in replaced], 0)


def watched(lives: Iterable[Life]) -> list[float]:
    """How many years all of them together were seen in each year of age."""
    found = [0.0] * YEARS
    for age, _ended in lives:
        whole = min(int(age), YEARS)
        for year in range(whole):
            found[year] += 1
        if whole < YEARS:
            found[whole] += age - whole
    return found


def counted(lives: Sequence[Life], expected: Sequence[float]) -> Curve:
    """The curve of these lives; a year of age that few were seen in stays near what was expected of it."""
    steps, hazards, left = kaplan_meier(lives), [], 1.0
    for year, (usual, seen_for) in enumerate(zip(expected, watched(lives), strict=True)):
        begun, left = left, next((share for age, share in reversed(steps) if age < year + 1), 1.0)
        seen = of_survival((begun, left), 0).hazards[0] if begun > 0 else usual
        hazards.append((seen * seen_for + usual * WATCHED_ENOUGH) / (seen_for + WATCHED_ENOUGH))
    return Curve(tuple(hazards), sum(ended for _age, ended in lives))
