"""When people buy and when shops work: spring and autumn, 3.15, May Day, National Day, 11.11; nobody at New Year."""

from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from dealercrm.lib.lunar import to_lunar

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONTHS = (0.6, 0.35, 1.5, 1.2, 1.35, 1.0, 0.7, 0.8, 1.25, 1.45, 1.35, 0.9)
# (month, first day, last day, times as many)
SALES = ((3, 10, 16, 2.5), (5, 1, 4, 2.5), (6, 15, 18, 1.6), (10, 1, 6, 2.5), (11, 8, 12, 3))
GROWTH = 0.12  # a year
LONG_AGO = 0.1  # of a day's sales remain in the archive from before it was kept well


def days_between(start, end):
    return [start + timedelta(days=number) for number in range((end - start).days)]


def busyness(day):
    """How many times an ordinary day's orders are signed on this one."""
    factor = MONTHS[day.month - 1]
    for month, first, last, times in SALES:
        if day.month == month and first <= day.day <= last:
            factor *= times
    if is_new_year(day):
        return factor * 0.02
    return factor * (1.8 if day.isoweekday() > 5 else 1)


def is_new_year(day):
    """The weeks around Spring Festival, when nothing is signed, delivered or installed."""
    lunar = to_lunar(day)
    return (lunar.month, lunar.day) >= (12, 24) or (lunar.month == 1 and lunar.day <= 8)


def signing_days(rng, today, count):
    """`count` days in order: dense for the last three years, thin for the five before, none of them today."""
    days, weights = _trade(today)
    return sorted(rng.choices(days, cum_weights=weights, k=count))


@lru_cache(maxsize=1)
def _trade(today):
    dense_from = today - timedelta(days=3 * 365 + 60)
    days = days_between(dense_from - timedelta(days=5 * 365), today)
    weights = [
        busyness(day) * (LONG_AGO if day < dense_from else (1 + GROWTH) ** ((day - dense_from).days / 365))
        for day in days
    ]
    return days, list(accumulate(weights))


def working_day(day):
    while is_new_year(day):
        day += timedelta(days=1)
    return day


def at(rng, day, first=10, last=19):
    """A moment of that day in the shop's hours."""
    minute = rng.randrange(first * 60, last * 60)
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI)
