"""The Chinese calendar: lunar days and the 24 solar terms, as proleptic facts from borax.

Only borax's tables are used, none of its festival or birthday rules (its birthday calculator jumps over
decades for people born in a leap month). The tables agree with six other libraries and with astronomy from
1930 to 2060, except the month that begins on 2057-09-28 or 29: that new moon falls within seconds of midnight.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from borax.calendars.lunardate import LCalendars, LunarDate, TermUtils
from django.utils.translation import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2100  # lunar years
FIRST_DAY, LAST_DAY = date(1900, 1, 31), date(2101, 1, 28)

TERMS = (
    "小寒",
    "大寒",
    "立春",
    "雨水",
    "惊蛰",
    "春分",
    "清明",
    "谷雨",
    "立夏",
    "小满",
    "芒种",
    "夏至",
    "小暑",
    "大暑",
    "立秋",
    "处暑",
    "白露",
    "秋分",
    "寒露",
    "霜降",
    "立冬",
    "小雪",
    "大雪",
    "冬至",
)


class LunarDay(NamedTuple):
    year: int
    month: int
    day: int
    leap: bool = False


@lru_cache(maxsize=4096)
def to_lunar(day: date) -> LunarDay:
    """The lunar day of a solar date. ValueError outside FIRST_DAY..LAST_DAY."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(_("The lunar calendar is known from 1900 to 2100 only."))
    lunar = LunarDate.from_solar_date(day.year, day.month, day.day)
    return LunarDay(lunar.year, lunar.month, lunar.day, bool(lunar.leap))


@lru_cache(maxsize=4096)
def to_solar(year: int, month: int, day: int, leap: bool = False) -> date:
    """The solar date of a lunar day. ValueError if that year has no such month, or the month no such day."""
    if not 1 <= day <= month_length(year, month, leap):
        raise ValueError(
            _("Lunar month %(month)d of %(year)d has no day %(day)d.") % {"year": year, "month": month, "day": day}
        )
    return LunarDate(year, month, day, int(leap)).to_solar_date()


def leap_month(year: int) -> int:
    """Number of the month that is doubled in this lunar year, 0 if none. ValueError outside 1900..2100."""
    _check_year(year)
    return LCalendars.leap_month(year)


@lru_cache(maxsize=4096)
def month_length(year: int, month: int, leap: bool = False) -> int:
    """29 or 30. ValueError if this lunar year has no such month."""
    _check_year(year)
    if leap and LCalendars.leap_month(year) != month:
        raise ValueError(_("Lunar year %(year)d has no leap month %(month)d.") % {"year": year, "month": month})
    if not 1 <= month <= 12:
        raise ValueError(_("There is no month %(month)d.") % {"month": month})
    return LCalendars.ndays(year, month, int(leap))


def solar_term(year: int, name_zh: str) -> date:
    """The date in Beijing on which a solar term ('清明', '冬至') begins in this solar year, 1900..2100."""
    _check_year(year)
    if name_zh not in TERMS:
        raise ValueError(_("“%(name)s” is not a solar term.") % {"name": name_zh})
    return TermUtils.day_start_from_term(year, name_zh)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(_("The lunar calendar is known from 1900 to 2100 only."))
