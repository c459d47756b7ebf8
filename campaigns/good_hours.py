"""When a family likes to hear from us, read from the words of its archive (TP-6): pure, no database.

'晚上7点后', '周末下午', '中午12点到1点', '下班后', '19:00-21:00', '午休勿扰'. What is not understood is no wish: the
calling hours of the store hold. `WISH` is the text in SQL, of the customer `c`: the best time and, on a line of its
own, what is to be avoided where that may name hours.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from dealercrm.lib.hours import FIRST, LAST, Hours

WISH = "c.best_time || CASE WHEN c.avoid ~ '[早午晚夜班点]' THEN chr(10) || c.avoid ELSE '' END"
# Words for a part of the day, and its hours.
PARTS: dict[str, Hours] = {
    "早上": (8, 10), "清早": (8, 9), "上午": (9, 12), "午前": (9, 12), "中午": (12, 14), "午休": (12, 14),
    "午饭": (12, 13),
    "下午": (14, 18), "傍晚": (17, 19), "晚饭后": (19, 21), "晚饭": (17, 19), "饭后": (19, 21), "晚上": (19, 21),
    "夜里": (19, 21), "下班": (18, 21), "白天": (9, 18), "上班": (9, 18), "工作时间": (9, 18), "接孩子": (16, 17),
}  # fmt: skip
WEEKEND, WORKDAYS = frozenset({5, 6}), frozenset({0, 1, 2, 3, 4})
DAYS: dict[str, frozenset[int]] = {
    "周末": WEEKEND, "双休": WEEKEND, "礼拜天": frozenset({6}), "星期天": frozenset({6}), "周日": frozenset({6}),
    "周六日": WEEKEND, "周六周日": WEEKEND, "周六": frozenset({5}), "星期六": frozenset({5}), "工作日": WORKDAYS,
    "平时": WORKDAYS, "周一至周五": WORKDAYS, "周一到周五": WORKDAYS,
}  # fmt: skip
NUMBERS = {word: n for n, word in enumerate("零一二三四五六七八九十")} | {"两": 2, "十一": 11, "十二": 12}
NUMBER = r"(\d{1,2}|十[一二]?|[一二两三四五六七八九])"
CLOCK = rf"{NUMBER}(?:[:：]\d\d|点半|点钟|点|时)"
RANGE = re.compile(rf"{NUMBER}(?:[:：]\d\d|点半|点钟|点|时)?\s*(?:-|–|—|~|～|到|至)\s*{CLOCK}")
BARE_RANGE = re.compile(r"^(\d{1,2})\s*(?:-|–|~|到|至)\s*(\d{1,2})$")
AFTER, BEFORE = re.compile(rf"{CLOCK}\s*(?:以后|之后|过后|后)"), re.compile(rf"{CLOCK}\s*(?:以前|之前|前)")
AT = re.compile(CLOCK)
NOT = re.compile(r"不|勿|别|免|休息|睡|午休|忙|没空|没时间")
CLAUSE = re.compile(r"[，,；;。、\s]+")


class GoodHours(NamedTuple):
    """`hours` are the best ones, None where none are named; never in `rest`. `days` are weekdays from Monday, 0."""

    hours: Hours | None = None
    rest: tuple[Hours, ...] = ()
    days: frozenset[int] = frozenset()

    def in_store_hours(self, store: tuple[Hours, ...]) -> Hours | None:
        """The hours of a contact: the family's own, else the longest of the store's that leave its rest alone; None
        where all of the store's will do."""
        if self.hours:
            return self.hours
        if not self.rest:
            return None
        free = [piece for hours in store for piece in _without(hours, self.rest)]
        if free == list(store):
            return None
        return max(free, key=lambda hours: (hours[1] - hours[0], -hours[0]), default=None)


@lru_cache(maxsize=4096)
def good_hours(words: str) -> GoodHours:
    """What the words of WISH ask for; an empty GoodHours where nothing in them is understood."""
    words, _line, avoid = words.partition("\n")
    hours: Hours | None = None
    rest = [found for clause in CLAUSE.split(avoid) if (found := _hours_in(clause))]
    days: frozenset[int] = frozenset()
    for clause in filter(None, CLAUSE.split(words)):
        found = _hours_in(clause)
        if NOT.search(clause):
            rest += [found] if found else []
            continue
        hours = hours or found
        if "也" not in clause:  # 周末也行: then too, not only then
            days |= next((DAYS[name] for name in sorted(DAYS, key=len, reverse=True) if name in clause), frozenset())
    if hours:
        free = _without(hours, tuple(rest))
        hours = max(free, key=lambda pair: pair[1] - pair[0], default=None)
    return GoodHours(hours, tuple(rest), days)


def _hours_in(clause: str) -> Hours | None:
    part = next((PARTS[name] for name in sorted(PARTS, key=len, reverse=True) if name in clause), None)
    if match := BARE_RANGE.search(clause) or RANGE.search(clause):
        first, last = (_on_the_clock(text, part) for text in match.groups())
        return _within(first, last if last > first else last + 12)
    if match := AFTER.search(clause):
        first = _on_the_clock(match[1], part)
        return _within(first, part[1] if part and part[1] > first else min(LAST, first + 3))
    if match := BEFORE.search(clause):
        last = _on_the_clock(match[1], part)
        return _within(part[0] if part and part[0] < last else max(FIRST, last - 3), last)
    if match := AT.search(clause):
        first = _on_the_clock(match[1], part)
        return _within(first, first + 1)
    if part and "后" in clause and "下班" not in clause and not clause.startswith("晚饭后") and "饭后" not in clause:
        return _within(part[1], part[1] + 2)
    return part


def _on_the_clock(text: str, part: Hours | None) -> int:
    """7 in the evening is 19; without a part of the day, 1 to 7 are in the afternoon."""
    hour = int(text) if text.isdigit() else NUMBERS[text]
    late = part[0] >= 12 if part else hour < FIRST
    return hour + 12 if late and hour < 12 else hour


def _within(first: int, last: int) -> Hours | None:
    first, last = max(first, FIRST), min(last, LAST)
    return (first, last) if first < last else None


def _without(hours: Hours, rest: tuple[Hours, ...]) -> list[Hours]:
    pieces = [hours]
    for start, end in rest:
        pieces = [
            piece
            for first, last in pieces
            for piece in ((first, min(last, start)), (max(first, end), last))
            if piece[0] < piece[1]
        ]
    return pieces
