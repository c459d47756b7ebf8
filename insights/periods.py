"""Months by number (year * 12 + month - 1), so that a database and Python add them alike; and the periods shown."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import IntegerField
from django.db.models.functions import Cast, ExtractMonth, ExtractYear
from django.utils import timezone

MONTH, QUARTER, YEAR = 1, 3, 12
LENGTHS = (MONTH, QUARTER, YEAR)  # that are counted


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def calendar_end(number: int, months: int) -> int:
    """The last month of the month, quarter or year of the calendar that holds a month number."""
    return number - number % months + months - 1


def first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def month_of(field: str) -> Cast:
    """The month number of a column, as an expression; of a moment, in the store's zone."""
    return Cast(ExtractYear(field) * 12 + ExtractMonth(field) - 1, IntegerField())


@dataclass(frozen=True)
class Period:
    """The `months` (one of LENGTHS) calendar months that end with month number `last`."""

    last: int
    months: int

    @property
    def month(self) -> date:
        """First day of its last month: what it is stored under."""
        return first_day(self.last)

    @property
    def start(self) -> date:
        return first_day(self.last - self.months + 1)

    @property
    def end(self) -> date:
        """The day after its last day."""
        return first_day(self.last + 1)

    def back(self, steps: int) -> "Period":
        """The period that ends `steps` months earlier."""
        return Period(self.last - steps, self.months)

    @property
    def before(self) -> "Period":
        return self.back(self.months)

    def days(self, field: str) -> dict[str, date]:
        """Filter on a column of days."""
        return {f"{field}__gte": self.start, f"{field}__lt": self.end}

    def moments(self, field: str) -> dict[str, datetime]:
        """Filter on a column of moments; a day begins at midnight in the store's zone."""
        return {f"{field}__gte": midnight(self.start), f"{field}__lt": midnight(self.end)}


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
