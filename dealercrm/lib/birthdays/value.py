"""The one type for a date of birth (AR-3). What was entered is kept; each year's day is computed."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dealercrm.lib import lunar

from . import words

SOLAR, LUNAR, AGE = "solar", "lunar", "age"
FIRST_YEAR, LAST_YEAR = lunar.FIRST_YEAR, lunar.LAST_YEAR
# Months 1 and 12 are never doubled between 1900 and 2100.
LEAP_MONTHS = frozenset(range(2, 12))


@dataclass(frozen=True)
class Birthday:
    """A solar or lunar day, its year perhaps unknown, or only an age as of a day.

    `year` is the year of the birthday's own calendar: a lunar 1979-12-20 was born in solar 1980. A value that
    cannot be raises ValueError with a sentence for people.
    """

    calendar: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    leap: bool = False
    age: int | None = None
    as_of: date | None = None

    def __post_init__(self) -> None:
        if self.calendar == AGE:
            if self.age is None or self.as_of is None or not 0 <= self.age <= 130:
                raise ValueError(_("An age must be a number of years from 0 to 130."))
            return
        if self.calendar not in (SOLAR, LUNAR) or (self.leap and self.calendar != LUNAR):
            raise ValueError(_("A birthday is solar or lunar, and only a lunar month can be a leap month."))
        if self.year is not None and not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise ValueError(_("The year of birth must be 1900 or later, and not in the future."))
        if not 1 <= self.month <= 12:
            raise ValueError(_("There is no month %(month)d.") % {"month": self.month})
        if not 1 <= self.day <= self._longest():
            raise ValueError(_("Month %(month)d has no day %(day)d.") % {"month": self.month, "day": self.day})

    def _longest(self) -> int:
        """The last day this birthday's month can have; where the year is unknown, in any year."""
        if self.calendar == LUNAR:
            if self.leap and self.month not in LEAP_MONTHS:
                raise ValueError(_("Lunar month %(month)d is never a leap month.") % {"month": self.month})
            return 30 if self.year is None else lunar.month_length(self.year, self.month, self.leap)
        return _solar_month_length(2000 if self.year is None else self.year, self.month)

    # --- the text in the database -------------------------------------------------------------

    @property
    def day_key(self) -> str:
        """'solar-08-16', 'lunar-03-12', 'leap-06-02': what planning joins on. SQL: split_part(birthday, '/', 1)."""
        if self.calendar == AGE:
            return f"age-{self.age}"
        return f"{'leap' if self.leap else self.calendar}-{self.month:02}-{self.day:02}"

    @property
    def text(self) -> str:
        """'solar-08-16/1970', 'lunar-03-12/' (year unknown), 'leap-06-02/1979', 'age-42/2021-05-01'."""
        rest = self.as_of.isoformat() if self.calendar == AGE else self.year or ""
        return f"{self.day_key}/{rest}"

    @classmethod
    def from_text(cls, text: str) -> "Birthday":
        """The inverse of `text`. ValueError if it was not written by it."""
        key, slash, rest = text.partition("/")
        kind, *numbers = key.split("-")
        if not slash or kind not in (SOLAR, LUNAR, "leap", AGE) or len(numbers) != (1 if kind == AGE else 2):
            raise ValueError(f"not a stored birthday: {text!r}")
        if kind == AGE:
            return cls(AGE, age=int(numbers[0]), as_of=date.fromisoformat(rest))
        calendar = LUNAR if kind == "leap" else kind
        return cls(calendar, int(rest) if rest else None, int(numbers[0]), int(numbers[1]), leap=kind == "leap")

    # --- when it is ---------------------------------------------------------------------------

    def on(self, year: int) -> date | None:
        """The solar date it is kept on in a year of its own calendar; None for a mere age.

        A lunar year without that leap month: the plain month of that number. Lunar 30 in a month of 29 days: the
        29th. 29 February in a common year: the 28th (a greeting a day early beats one a day late).
        """
        if self.calendar == AGE:
            return None
        if self.calendar == SOLAR:
            return date(year, self.month, min(self.day, _solar_month_length(year, self.month)))
        leap = self.leap and lunar.leap_month(year) == self.month
        return lunar.to_solar(year, self.month, min(self.day, lunar.month_length(year, self.month, leap)), leap)

    def occasions(self, start: date, end: date) -> list[tuple[str, date]]:
        """[(occurrence key, date)] with start <= date < end; the key is 'solar-2026', or 'lunar-2026' by lunar year.

        A lunar day of the last months can fall twice in a solar year or not at all, therefore it goes by lunar years.
        """
        if self.calendar == AGE or start >= end:
            return []
        years = range(max(start.year - 1, FIRST_YEAR), min(end.year, LAST_YEAR) + 1)
        days = ((f"{self.calendar}-{year}", self.on(year)) for year in years)
        return [(key, day) for key, day in days if start <= day < end]

    def born_on(self) -> date | None:
        """The solar date of birth, None where the year is unknown."""
        return None if self.year is None else self.on(self.year)

    def age_on(self, day: date) -> int | None:
        """Full years of age on a solar date, by birthdays of its own calendar; None where the year is unknown."""
        if self.calendar == AGE:
            passed = day.year - self.as_of.year - ((day.month, day.day) < (self.as_of.month, self.as_of.day))
            return self.age + passed
        if self.year is None:
            return None
        year = day.year if self.calendar == SOLAR else lunar.to_lunar(day).year
        return year - self.year - (day < self.on(year))

    # --- in words -----------------------------------------------------------------------------

    def in_chinese(self) -> str:
        """'1979年农历闰六月初二', '10月9日', '约42岁(2021-05-01)': `parse_birthday` reads it back in any language."""
        return words.in_chinese(self)

    def __str__(self) -> str:
        chinese = (get_language() or "").startswith("zh")
        return words.in_chinese(self) if chinese else words.in_english(self)


def _solar_month_length(year: int, month: int) -> int:
    return (31, 29 if isleap(year) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
