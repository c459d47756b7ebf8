"""The words for days of the Chinese calendar. The writer and the reader of birthdays share these tables, and a
birthday in words must read back as itself; therefore they are here and not in the translations."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dealercrm.lib.birthdays.value import Birthday

DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "两": 2, "元": 1}
_ONES = " 一二三四五六七八九"

MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "冬", "腊")
DAYS = tuple(
    [f"初{one}" for one in _ONES[1:]]
    + ["初十"]
    + [f"十{one}" for one in _ONES[1:]]
    + ["二十"]
    + [f"廿{one}" for one in _ONES[1:]]
    + ["三十"]
)
# Month names that only the lunar calendar has, and other ways to write a number.
LUNAR_ONLY_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(text: str) -> int:
    """The value of '12', '十二', '初五', '初5', '廿三', '三十', '卅一' (below 100); ValueError for others."""
    plain = text.removeprefix("初")
    if plain.isascii() and plain.isdigit():
        return int(plain)
    figures = plain.replace("廿", "二十").replace("念", "二十").replace("卅", "三十")
    tens, ten, ones = figures.rpartition("十")
    if not figures or any(figure and figure not in DIGITS for figure in (tens, ones)):
        raise ValueError(f"no number: {text!r}")
    return (10 * DIGITS.get(tens, 1) if ten else 0) + DIGITS.get(ones, 0)


def in_chinese(birthday: "Birthday") -> str:
    if birthday.calendar == "age":
        return f"约{birthday.age}岁({birthday.as_of:%Y-%m-%d})"
    year = f"{birthday.year}年" if birthday.year else ""
    if birthday.calendar == "solar":
        return f"{year}{birthday.month}月{birthday.day}日"
    return f"{year}农历{'闰' * birthday.leap}{MONTHS[birthday.month - 1]}月{DAYS[birthday.day - 1]}"


def in_english(birthday: "Birthday") -> str:
    if birthday.calendar == "age":
        return f"about {birthday.age} (on {birthday.as_of:%Y-%m-%d})"
    year = f" {birthday.year}" if birthday.year else ""
    if birthday.calendar == "solar":
        return f"{birthday.day} {ENGLISH_MONTHS[birthday.month - 1]}{year}"
    leap = "leap " * birthday.leap
    return f"day {birthday.day} of {leap}lunar month {birthday.month}{',' * bool(year)}{year}"
