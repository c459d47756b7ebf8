"""Days as people write them in dealers' workbooks (CHINA.md 5.5)."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

from dealercrm.lib.moments import day_in, day_of, serial_of, without_time
from dealercrm.lib.texts import LONGEST_VALUE

FIRST_YEAR = 1950
YEARS_AHEAD = 5  # a delivery may be promised for later, nothing is dated in the year 3000
EXCEL_EPOCH = date(1899, 12, 30)  # serial 61 is 1 March 1900; those below fall into Excel's false leap year
_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"

_YEAR_FIRST = re.compile(r"(\d{4}|\d{2})\s*[-./\\,、。·年_\s]\s*(\d{1,2})\s*[-./\\,、。·月_\s]\s*(\d{1,2})\s*[日号]?")
_DAY_LAST_YEAR = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_ENGLISH = re.compile(r"(?:(\d{1,2})[-\s]([a-z]{3})[a-z]*|([a-z]{3})[a-z]*\.?\s(\d{1,2}))[-,\s]\s*(\d{4}|\d{2})")
_CHINESE = re.compile(
    r"(\d{4}|[〇零一二三四五六七八九]{4}|[〇零一二三四五六七八九]{2})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]?"
)
_WEEKDAY_FIRST = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?=[a-z\d])", re.IGNORECASE)


def parse_date(value: Any, *, today: date) -> date:
    """The day a cell means, as a `date`.

    Takes a date, a datetime, an Excel serial (number or digits) or text. ValueError, with the reason, for what is
    no day, lacks its year or its day (2021年3月), or lies before 1950 or more than five years after `today`.
    """
    if isinstance(value, datetime):
        found = day_of(value)
    elif isinstance(value, date):
        found = value
    elif isinstance(value, bool) or value is None:
        raise ValueError(f"no date: {value!r}")
    elif isinstance(value, (int, float)):
        found = _from_number(value, today)
    else:
        found = _from_text(str(value), today)
    if not FIRST_YEAR <= found.year <= today.year + YEARS_AHEAD:
        raise ValueError(f"year {found.year} is out of range")
    return found


def _from_text(text: str, today: date) -> date:
    if len(text) > LONGEST_VALUE:
        raise ValueError(f"{text[:40]}…: too long for a day")
    text = unicodedata.normalize("NFKC", text).strip(" '\t\n\r\u3000")
    if found := day_in(text):
        return found
    text = without_time(_WEEKDAY_FIRST.sub("", text, count=1)).rstrip(" .,。、")
    if re.fullmatch(r"\d{5}\.\d+|\d+(\.0+)?", text):
        return _from_number(float(text), today)
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(match[1], int(match[2]), int(match[3]), today)
    if match := _DAY_LAST_YEAR.fullmatch(text):
        first, second, year = map(int, match.groups())
        if "." in text and second <= 12:  # with points the day comes first wherever people write so
            return _day(str(year), second, first, today)
        if first <= 12 and second <= 12 and first != second:
            raise ValueError(f"{text}: day and month cannot be told apart")
        return _day(str(year), min(first, second), max(first, second), today)
    if match := _ENGLISH.fullmatch(text.lower()):
        day, month, month_first, day_second, year = match.groups()
        return _day(year, _MONTHS.find(month or month_first) // 4 + 1, int(day or day_second), today)
    if match := _CHINESE.fullmatch(text):
        year, month, day = match.groups()
        return _day(year.translate(_DIGITS), _chinese_number(month), _chinese_number(day), today)
    raise ValueError(f"{text}: not a day with year, month and day")


def _from_number(number: float | int, today: date) -> date:
    """20210305, 210305, an Excel serial such as 44260 (= 2021-03-05), or what a machine makes of a moment."""
    if 1e9 <= number < 1e15 and (found := day_in(str(int(number)))):
        return found
    if not 0 <= number < 1e8:
        raise ValueError(f"{number}: a number that is no date")
    digits = str(int(number))
    if len(digits) == 8:
        return _day(digits[:4], int(digits[4:6]), int(digits[6:]), today)
    if len(digits) == 6:
        # 210305 is a day; 202103 lacks one; 201203 could be both.
        if digits[:2] in ("19", "20") and 1 <= int(digits[4:]) <= 12:
            raise ValueError(f"{digits}: may be a year and a month only")
        return _day(digits[:2], int(digits[2:4]), int(digits[4:]), today)
    if len(digits) == 5:
        return EXCEL_EPOCH + timedelta(days=serial_of(number))
    raise ValueError(f"{digits}: a number that is no date")


def _day(said: str, month: int, day: int, today: date) -> date:
    year = int(said)
    if len(said) <= 2:  # 0000 is no short way to write 2000
        year += 2000 if 2000 + year <= today.year + YEARS_AHEAD else 1900
    return date(year, month, day)


def _chinese_number(text: str) -> int:
    """三 -> 3, 十二 -> 12, 二十 -> 20, 三十一 -> 31."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int(text.translate(_DIGITS))
    return 10 * int(tens.translate(_DIGITS) or 1) + int(ones.translate(_DIGITS) or 0)
