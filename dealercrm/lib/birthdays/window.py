"""Whose birthday is it? The question for a whole store at once."""

from calendar import isleap
from collections.abc import Iterator
from datetime import date, timedelta

from dealercrm.lib import lunar
from dealercrm.lib.lunar import LunarDay

from .value import LEAP_MONTHS


def day_keys(start: date, end: date) -> list[tuple[str, str, date]]:
    """[(day_key, occurrence key, date)] of every birthday kept on a day with start <= day < end.

    A birthday has a row here exactly if its `occasions(start, end)` has, so that one SQL join on
    split_part(birthday, '/', 1) finds everybody. ValueError outside 1900-01-31..2101-01-28.
    """
    rows = []
    for offset in range((end - start).days):
        day = start + timedelta(days=offset)
        rows += [(key, f"solar-{day.year}", day) for key in _solar_keys(day)]
        today = lunar.to_lunar(day)
        rows += [(key, f"lunar-{today.year}", day) for key in _lunar_keys(today)]
    return rows


def _solar_keys(day: date) -> Iterator[str]:
    yield f"solar-{day:%m-%d}"
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        yield "solar-02-29"


def _lunar_keys(today: LunarDay) -> Iterator[str]:
    last = today.day == 29 == lunar.month_length(*today[:2], today.leap)
    for day in (today.day, 30) if last else (today.day,):
        if not today.leap:
            yield f"lunar-{today.month:02}-{day:02}"
        # Born in a leap month: kept in the leap month where the year has it, else in the plain one.
        if today.leap or (today.month in LEAP_MONTHS and lunar.leap_month(today.year) != today.month):
            yield f"leap-{today.month:02}-{day:02}"
