"""The days a store plans by, as one value: the reference days, the dealer's own, and when nobody is greeted (TP-1).

Pure: who plans asks for it once (OwnDayQuerySet.calendar) and hands it down. Two with the same content are one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from campaigns.special_days import SpecialDay, SpecialDayRule, days_of_year, reference_rules

DAY = timedelta(days=1)
# Every customer is greeted on these days, and everybody is flooded: greetings come in the days before.
GREAT_FESTIVALS = ("new_year", "spring_festival", "mid_autumn", "national_day")
FLOODED = (*GREAT_FESTIVALS, "new_year_eve")


@dataclass(frozen=True)
class Calendar:
    """`own` are the dealer's days; `pauses` (first, last day) are times of mourning, declared by a person."""

    own: tuple[SpecialDayRule, ...] = ()
    pauses: tuple[tuple[date, date], ...] = ()

    @cached_property
    def days(self) -> dict[str, SpecialDayRule]:
        return reference_rules() | {rule.code: rule for rule in self.own}

    @cached_property
    def _silent_in(self) -> dict[int, frozenset[date]]:
        return {}

    def is_paused(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.pauses)

    def is_silent(self, day: date) -> bool:
        """No day for good wishes or offers: 清明, 中元, 18 September, 13 December, and the dealer's own."""
        if day.year not in self._silent_in:
            rules = [rule for rule in self.days.values() if rule.blackout]
            self._silent_in[day.year] = frozenset(found for rule in rules for found in rule.date_in(day.year))
        return day in self._silent_in[day.year] or self.is_paused(day)

    def free_before(self, day: date) -> date:
        while self.is_silent(day):
            day -= DAY
        return day

    def free_between(self, first: date, last: date) -> date | None:
        """The first of these days that is not silent."""
        days = (first + DAY * n for n in range((last - first).days + 1))
        return next((day for day in days if not self.is_silent(day)), None)

    def quiet_days(self, first: date, end: date) -> frozenset[date]:
        """Days from `first` to before `end` without greetings and offers: of silence, and of a great festival."""
        silent = {day for n in range((end - first).days) if self.is_silent(day := first + DAY * n)}
        return frozenset(silent.union(day for code in FLOODED for _key, day in self.occasions(code, first, end)))

    def occasions(self, code: str, start: date, end: date) -> list[tuple[str, date]]:
        """[(occurrence key, date)] of a day with start <= date < end; none of one that was taken out."""
        return self.days[code].occasions(start, end) if code in self.days else []

    def of_year(self, year: int) -> list[SpecialDay]:
        return days_of_year(year, list(self.days.values()))


@lru_cache(maxsize=256)
def calendar_with(own: tuple[SpecialDayRule, ...], pauses: tuple[tuple[date, date], ...]) -> Calendar:
    """The one Calendar of this content: what it works out of its years is worked out once."""
    return Calendar(own, pauses)


REFERENCE_ONLY = calendar_with((), ())
