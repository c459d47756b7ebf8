"""A day as machines write it: with a time, an offset, as seconds since 1970; and what they write for no day at all."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any

from django.utils import timezone as zones

# Excel's own rounding and old offsets of zones make 23:59:17 of the day before out of a plain day.
_ROUNDED = timedelta(minutes=1)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_TIME = r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
_ZONE = r"(?P<zone>z|utc|gmt|cst)?(?P<offset>[+-]\d{2}(?::?\d{2})?)?(?:\s*\([^()]*\)|\s+[a-z]{3,4})?"
_ISO = rf"(?P<year>\d{{4}})(?P<dash>[-/]?)(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}})(?:t|\s+){_TIME}\s*{_ZONE}"
_MONTH_FIRST = rf"(?P<name>[a-z]{{3}})[a-z]*\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})(?:,?\s+{_TIME}\s*{_ZONE})?"
_DAY_FIRST = rf"(?P<day>\d{{1,2}})[\s-](?P<name>[a-z]{{3}})[a-z]*[\s-](?P<year>\d{{4}})(?:,?\s+{_TIME}\s*{_ZONE})?"
_YEAR_LAST = rf"(?P<name>[a-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_TIME}\s+{_ZONE}\s*(?P<year>\d{{4}})"
_FORMS = [re.compile(_ISO), *(re.compile(_WEEKDAY + form) for form in (_MONTH_FIRST, _DAY_FIRST, _YEAR_LAST))]
_IN_FIGURES = re.compile(r"(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d([0-5]\d(\d{3})?)?")
_SINCE_1970 = re.compile(r"(-?\d{10}|-?\d{12,13})(?:\.\d{1,9})?")
_OF_NET = re.compile(r"/?date\((-?\d+)(?:[+-]\d{4})?\)/?")
_CLOCK = r"t?\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?|[ap]m"
_OF_DAY = rf"(?:{_CLOCK}|[上下中]午|早上|晚上|傍晚|凌晨|(?:周|星期)[一二三四五六日天])"
_TIME_OF_DAY = re.compile(rf"[\s,(]*{_OF_DAY}\)?[.。]?$", re.IGNORECASE)
_LONGEST = 80

_NO_DAYS = {
    (1, 1, 1), (1601, 1, 1), (1753, 1, 1), (1899, 12, 30), (1899, 12, 31), (1900, 1, 0), (1900, 1, 1), (9999, 12, 31),
}  # fmt: skip
_NO_TEXTS = {"0", "0.0", "1", "00:00", "00:00:00", "0:00:00", "\\n", "invalid date", "nat", "nan"}
_YEAR_MONTH_DAY = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})日?")
_YEAR_LAST_OF_ALL = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|00)")
# The first second of 1970, which is 8 o'clock in China; at midnight it may be somebody's birthday.
_OF_1970 = re.compile(
    r"1970[-/]0?1[-/]0?1[t ](?:0?8:00(?::00(?:\.0+)?)?(?:\+08:?00)?|00:00(?::00(?:\.0+)?)?(?:z|\+00:?00))"
)


def day_of(moment: datetime) -> date:
    """The day of a cell that holds a moment; one in the last minute of a day is the next day, rounded down."""
    is_rounded = moment.time() >= time(23, 59) and moment.date() < date.max
    return (moment + _ROUNDED).date() if is_rounded else moment.date()


def serial_of(number: float) -> int:
    """The whole days of a spreadsheet's number, by the same rounding."""
    return int(number + _ROUNDED / timedelta(days=1))


def without_time(text: str) -> str:
    """A day without the time or the day of the week that stands behind it."""
    while len(text) <= _LONGEST and (shorter := _TIME_OF_DAY.sub("", text)) != text:
        text = shorter
    return text


def day_in(text: str) -> date | None:
    """The day, where the dealer is, of a moment as a machine writes it; None for other texts.

    With a Z or an offset the moment is that of the zone; without one it is as it stands. 25 o'clock is a ValueError.
    """
    if len(text) > _LONGEST:
        return None
    low = text.strip().lower()
    if _IN_FIGURES.fullmatch(low):
        return date(int(low[:4]), int(low[4:6]), int(low[6:8]))
    if found := _SINCE_1970.fullmatch(low):
        return _since_1970(int(found[1]), len(found[1].lstrip("-")) > 10)
    if found := _OF_NET.fullmatch(low):
        return _since_1970(int(found[1]), True)
    return next((_day(found) for form in _FORMS if (found := form.fullmatch(low))), None)


def _day(found: re.Match[str]) -> date | None:
    said = found.groupdict()
    month = int(said["month"]) if "month" in said else _MONTHS.find(said["name"]) // 4 + 1
    hour, minute, second = (int(said[name] or 0) for name in ("hour", "minute", "second"))
    moment = datetime(int(said["year"]), month, int(said["day"]), hour, minute, second)
    if (moment.second, moment.minute, moment.hour) == (17, 59, 23):
        return day_of(moment)  # the time of the fault, never of a sale
    if not said["offset"] and said["zone"] in (None, "cst"):  # China's standard time
        return moment.date()
    return _here(moment.replace(tzinfo=_zone(said["offset"])))


def _zone(offset: str | None) -> timezone:
    figures = (offset or "").replace(":", "")
    if not figures:
        return UTC
    passed = timedelta(hours=int(figures[1:3]), minutes=int(figures[3:] or 0))
    return timezone(-passed if figures[0] == "-" else passed)


def _since_1970(number: int, is_thousandth: bool) -> date:
    seconds = number // 1000 if is_thousandth else number
    try:
        return _here(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
    except OverflowError:
        raise ValueError(f"{number}: at the end of all years") from None


def _here(moment: datetime) -> date:
    try:
        return day_of(moment.astimezone(zones.get_default_timezone()).replace(tzinfo=None))
    except OverflowError:
        raise ValueError(f"{moment}: at the end of all years") from None


@lru_cache(maxsize=20_000, typed=True)
def is_no_day(value: Any) -> bool:
    """Is this what a machine writes where no day is known: day 0 of its calendar, 0000-00-00, 1900-01-01?"""
    if isinstance(value, bool) or value is None:
        return False
    if isinstance(value, (int, float)):
        return 0 <= value < 2
    if isinstance(value, date):
        return (value.year, value.month, value.day) in _NO_DAYS
    text = str(value).strip().lower()
    if len(text) > _LONGEST or text in _NO_TEXTS or _OF_1970.fullmatch(text):
        return len(text) <= _LONGEST
    try:
        if day := day_in(text):
            return (day.year, day.month, day.day) in _NO_DAYS
    except ValueError:
        pass
    text = without_time(text).strip()
    figures = re.findall(r"\d+", text)
    if text and figures and not any(int(figure) for figure in figures) and not re.search(r"[^\W\d]", text):
        return True  # 0000-00-00, 0/0/00
    if found := _YEAR_MONTH_DAY.fullmatch(text):
        return tuple(map(int, found.groups())) in _NO_DAYS
    if not (found := _YEAR_LAST_OF_ALL.fullmatch(text)):
        return False
    first, second, year = map(int, found.groups())
    return (year, first, second) in _NO_DAYS or (year, second, first) in _NO_DAYS or (first, second, year) == (1, 0, 0)
