"""The calendar of festivals and profession days (TP-1): pure rules over two reference tables, no database.

Six days stand in both tables (teachers' day, army day ...): they are one rule, a festival that also has occupations.
"""

import csv
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dealercrm.lib import lunar

REFERENCE = Path(__file__).parent / "reference"
FIRST_YEAR, LAST_YEAR = 1901, 2100  # January 1900 belongs to a lunar year that is not in the tables
FESTIVAL, PROFESSION, OWN = "festival", "profession", "own"


class SpecialDay(NamedTuple):
    date: date
    code: str
    name_zh: str
    kind: str  # 'festival', 'profession' or 'own'


@dataclass(frozen=True)
class SpecialDayRule:
    """When a day falls, and what the reference says about greeting on it.

    `rule_type` is solar (month, day), lunar (month, day, never the leap month), lunar_month_last_day (month),
    nth_weekday (month, nth, ISO weekday), nth_weekday_last (month, ISO weekday), solar_term (term_zh), once (only_on).
    A month too short for the day ends with it: 29 February, and the 30th of a lunar month of 29 days.
    `greeting_policy` is greet, optional, service, promo or no_greeting; on a `blackout` day no marketing goes out.
    """

    code: str
    name_zh: str
    name_en: str
    kind: str
    rule_type: str
    month: int | None = None
    day: int | None = None
    nth: int | None = None
    weekday: int | None = None
    term_zh: str = ""
    first_year: int | None = None
    only_on: date | None = None
    occupations: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    greeting_policy: str = "greet"
    blackout: bool = False
    lead_days: int = 1

    @property
    def name(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    @property
    def is_lunar(self) -> bool:
        return self.rule_type.startswith("lunar")

    def on(self, year: int) -> date:
        """The date in a year of the rule's own calendar: a lunar year if `is_lunar`. ValueError outside the tables."""
        match self.rule_type:
            case "solar":
                return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))
            case "lunar":
                return lunar.to_solar(year, self.month, min(self.day, lunar.month_length(year, self.month)))
            case "lunar_month_last_day":
                return lunar.to_solar(year, self.month, lunar.month_length(year, self.month))
            case "nth_weekday":
                first = date(year, self.month, 1)
                return first + timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.nth - 1))
            case "nth_weekday_last":
                last = date(year, self.month, monthrange(year, self.month)[1])
                return last - timedelta(days=(last.isoweekday() - self.weekday) % 7)
            case "solar_term":
                return lunar.solar_term(year, self.term_zh)
        raise ValueError(f"{self.code}: unknown rule type {self.rule_type!r}")

    def occasions(self, start: date, end: date) -> list[tuple[str, date]]:
        """[(occurrence key, date)] with start <= date < end; the key is 'solar-2026', or 'lunar-2026' by lunar year."""
        if self.only_on:
            return [(f"solar-{self.only_on.year}", self.only_on)] if start <= self.only_on < end else []
        calendar = "lunar" if self.is_lunar else "solar"
        first, last = (start.year - 1, end.year) if self.is_lunar else (start.year, end.year)
        years = range(max(first, self.first_year or first, lunar.FIRST_YEAR), min(last, lunar.LAST_YEAR) + 1)
        days = ((f"{calendar}-{year}", self.on(year)) for year in years)
        return [(key, day) for key, day in days if start <= day < end]

    def date_in(self, year: int) -> list[date]:
        """All its dates in a solar year: a day of the last lunar months can fall twice in it, or never."""
        return [day for _key, day in self.occasions(date(year, 1, 1), date(year + 1, 1, 1))]


@lru_cache(maxsize=1)
def reference_rules() -> dict[str, SpecialDayRule]:
    """{code: SpecialDayRule} of both reference tables, festivals first."""
    professions = {row["code"]: row for row in _rows("profession_days.csv")}
    festivals = {row["code"]: row for row in _rows("festivals.csv")}
    rules = {code: _rule(row | _professional(professions.get(code)), FESTIVAL) for code, row in festivals.items()}
    others = {code: row for code, row in professions.items() if code not in festivals}
    return rules | {code: _rule(row | _professional(row), PROFESSION) for code, row in others.items()}


def days_of_year(year: int, rules: list[SpecialDayRule] | None = None) -> list[SpecialDay]:
    """Sorted list of SpecialDay of a solar year. `rules`: other SpecialDayRules than the reference. ValueError for a
    year outside 1901..2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(
            _("The calendar is known from %(first)d to %(last)d, not for %(year)d.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR, "year": year}
        )
    rules = reference_rules().values() if rules is None else rules
    return sorted(SpecialDay(day, rule.code, rule.name_zh, rule.kind) for rule in rules for day in rule.date_in(year))


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _professional(row: dict[str, str] | None) -> dict[str, str]:
    """What only the table of profession days knows of a day."""
    return {"occupation_codes": row["occupation_codes"], "first_year": row["first_year"]} if row else {}


def _rule(row: dict[str, str], kind: str) -> SpecialDayRule:
    return SpecialDayRule(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        kind=kind,
        rule_type=row["rule_type"],
        month=_number(row["month"]),
        day=_number(row["day"]),
        nth=_number(row["nth_of_month"]),
        weekday=_number(row["weekday_iso_1_mon"]),
        term_zh=row["term_zh"],
        first_year=_number(row.get("first_year")),
        occupations=_codes(row.get("occupation_codes")),
        audience=_codes(row.get("audience")),
        greeting_policy=row.get("greeting_policy", "greet"),
        blackout=row.get("marketing_blackout_0_1") == "1",
        lead_days=_number(row.get("suggested_lead_days", "1")),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _codes(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
