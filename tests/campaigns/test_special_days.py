import csv
import json
from collections import defaultdict
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from campaigns.special_days import (
    FIRST_YEAR,
    LAST_YEAR,
    REFERENCE,
    SpecialDayRule,
    days_of_year,
    reference_rules,
)
from dealercrm.lib import lunar

EXPANDED = Path(__file__).parents[1] / "data" / "festival_dates_2024_2030.csv"
years = st.integers(FIRST_YEAR, LAST_YEAR)


def rows(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def printed(*args):
    out = StringIO()
    call_command("special_days", *args, stdout=out)
    return out.getvalue()


def test_every_day_of_the_expanded_reference_comes_out_and_nothing_more():
    expected = defaultdict(set)
    for row in rows(EXPANDED):
        expected[int(row["solar_date_iso"][:4])].add((row["solar_date_iso"], row["code"], row["name_zh"], row["kind"]))
    assert len(expected) >= 7
    for year, days in expected.items():
        found = [(day.date.isoformat(), *day[1:]) for day in days_of_year(year)]
        assert len(found) == len(set(found))
        assert set(found) == days


def test_days_in_both_tables_are_one_rule_with_its_occupations():
    festivals = {row["code"]: row for row in rows(REFERENCE / "festivals.csv")}
    professions = {row["code"]: row for row in rows(REFERENCE / "profession_days.csv")}
    assert set(reference_rules()) == set(festivals) | set(professions)
    for code in set(festivals) & set(professions):
        assert [festivals[code][key] for key in ("rule_type", "month", "day")] == [
            professions[code][key] for key in ("rule_type", "month", "day")
        ]
    teachers = reference_rules()["teacher_day"]
    assert (teachers.kind, teachers.occupations, teachers.first_year) == ("festival", ("teacher",), 1985)
    assert reference_rules()["nurse_day"].occupations == ("nurse",)


def test_each_day_is_shown_once_as_a_festival_where_it_is_in_both_tables():
    assert len(reference_rules()) == 66
    assert [day.kind for day in days_of_year(2026) if day.code == "teacher_day"] == ["festival"]
    assert reference_rules()["police_day"].occupations == ("police", "auxiliary_police")


def test_the_days_to_be_silent_on_are_marked():
    silent = {code for code, rule in reference_rules().items() if rule.blackout}
    assert silent == {"qingming", "zhongyuan", "sept_18", "national_memorial"}
    assert reference_rules()["qingming"].greeting_policy == "no_greeting"


def test_a_profession_day_is_not_kept_before_it_was_founded():
    police = reference_rules()["police_day"]
    assert police.date_in(2020) == []
    assert police.date_in(2021) == [date(2021, 1, 10)]


def test_new_years_eve_is_the_last_day_of_the_year_however_long_the_month():
    eve = reference_rules()["new_year_eve"]
    assert eve.date_in(2025) == [date(2025, 1, 28)]
    assert eve.date_in(2030) == [date(2030, 2, 2)]


def test_a_late_lunar_day_falls_twice_or_never_in_a_solar_year():
    late = SpecialDayRule("own", "店庆", "Our day", "festival", "lunar", month=11, day=25)
    assert late.date_in(2024) == [date(2024, 1, 6), date(2024, 12, 25)]
    assert late.date_in(2025) == []
    assert [day.code for day in days_of_year(2024, rules=[late])] == ["own", "own"]


def test_the_occurrence_of_a_lunar_rule_is_named_after_its_lunar_year():
    eve = reference_rules()["new_year_eve"]
    assert eve.occasions(date(2026, 11, 22), date(2027, 2, 20)) == [("lunar-2026", date(2027, 2, 5))]
    new_year = reference_rules()["new_year"]
    assert new_year.occasions(date(2026, 11, 22), date(2027, 2, 20)) == [("solar-2027", date(2027, 1, 1))]


@given(years)
def test_movable_days_keep_their_rule_in_every_year(year):
    on = {rule.code: rule.date_in(year) for rule in reference_rules().values()}
    [mothers], [interior], [thanks] = on["mother_day"], on["interior_design_day"], on["thanksgiving"]
    assert (mothers.month, mothers.isoweekday(), (mothers.day - 1) // 7) == (5, 7, 1)
    assert (thanks.month, thanks.isoweekday(), (thanks.day - 1) // 7) == (11, 4, 3)
    assert interior.isoweekday() == 6
    assert (interior + timedelta(days=7)).month == 6
    [spring] = on["spring_festival"]
    assert lunar.to_lunar(spring)[1:] == (1, 1, False)
    assert spring - timedelta(days=1) in on["new_year_eve"]


@given(years)
def test_a_year_is_complete_and_in_order(year):
    days = days_of_year(year)
    assert days == sorted(days)
    assert {day.date.year for day in days} == {year}


@given(st.dates(date(1902, 1, 1), date(2098, 1, 1)), st.integers(0, 500))
def test_a_window_over_new_year_holds_what_its_years_hold(start, length):
    end = start + timedelta(days=length)
    for rule in reference_rules().values():
        in_years = [day for year in range(start.year, end.year + 1) for day in rule.date_in(year) if start <= day < end]
        assert [day for _key, day in rule.occasions(start, end)] == in_years


def test_the_command_prints_a_year_for_people_and_for_programs():
    days = json.loads(printed("2027", "--json"))
    assert {"date": "2027-02-06", "code": "spring_festival", "name_zh": "春节", "kind": "festival"} in days
    assert len(days) == len(days_of_year(2027))
    assert "2027-02-06  春节" in printed("2027")


@pytest.mark.parametrize("year", ["1900", "2101", "next", "２０２７", "-5", ""])
def test_the_command_refuses_a_year_it_does_not_know_in_a_sentence(year):
    with pytest.raises(CommandError, match=r"\w+"):
        call_command("special_days", "--json", "--", year)
