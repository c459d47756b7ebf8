"""Days off and make-up workdays by the State Council's arrangement, which comes each November for the next year (TP-1).

A year is taken from what the dealer loaded, else from what came with the product, else it is *provisional*: worked out
from the law by a library, without the swapped weekends.
"""

import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

import holidays
from django.utils.translation import gettext as _

from campaigns.special_days import REFERENCE

REFERENCE_YEARS = REFERENCE / "off_days.csv"
DAY, IS_WORKDAY, NAME = "solar_date_iso", "is_workday_0_1", "arrangement_zh"
MOST_ROWS = 200  # a year has about forty


class OffDay(NamedTuple):
    date: date
    is_workday: bool  # a weekend on which people work
    name: str


class OffDays(NamedTuple):
    days: dict[date, OffDay]
    is_provisional: bool


def off_days(year: int, loaded: Iterable[OffDay] = ()) -> OffDays:
    """Of one year; `loaded` are those the dealer brought."""
    known = list(loaded) or [day for day in _came_with_us() if day.date.year == year]
    if known:
        return OffDays({day.date: day for day in known}, False)
    by_law = holidays.country_holidays("CN", years=year, language="zh_CN")
    return OffDays({day: OffDay(day, False, name) for day, name in by_law.items() if day.year == year}, True)


def read_arrangement(text: str) -> list[OffDay]:
    """The rows of a table as pasted from a file or a sheet; ValueError with a sentence that names the line.

    Columns solar_date_iso, is_workday_0_1 and arrangement_zh, by commas or tabs; others are passed over.
    """
    lines = text.strip().lstrip("\ufeff").splitlines()
    if not lines:
        raise ValueError(_("There is nothing in it."))
    if len(lines) > MOST_ROWS:
        raise ValueError(
            _("That is more than an arrangement of the days off has: at most %(n)d rows.") % {"n": MOST_ROWS}
        )
    rows = csv.DictReader(lines, delimiter="\t" if "\t" in lines[0] else ",")
    missing = [name for name in (DAY, IS_WORKDAY, NAME) if name not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(_("The first line must name the columns; missing: %(names)s.") % {"names": ", ".join(missing)})
    found = {}
    for number, row in enumerate(rows, 2):
        day = _off_day(row)
        if day is None:
            raise ValueError(
                _("Line %(n)d does not say a day such as 2027-02-06 with 0 (off) or 1 (workday).") % {"n": number}
            )
        if day.date in found:
            raise ValueError(_("Line %(n)d says %(day)s a second time.") % {"n": number, "day": day.date})
        found[day.date] = day
    if not found:
        raise ValueError(_("There is nothing in it."))
    return list(found.values())


def _off_day(row: dict[str, str]) -> OffDay | None:
    try:
        return OffDay(
            date.fromisoformat((row[DAY] or "").strip()), {"0": False, "1": True}[row[IS_WORKDAY]], row[NAME][:40]
        )
    except (KeyError, TypeError, ValueError):
        return None


@cache
def _came_with_us() -> list[OffDay]:
    return read_arrangement(REFERENCE_YEARS.read_text(encoding="utf-8"))
