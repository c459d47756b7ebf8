"""The reference files hold the dates on which seven libraries and an astronomical computation agree."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealercrm.lib import lunar

DATA = Path(__file__).parents[1] / "data"


def rows(name):
    with (DATA / name).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def test_every_lunar_day_of_the_reference_holds_both_ways():
    for row in rows("lunar_check.csv"):
        day = date.fromisoformat(row["solar_date_iso"])
        expected = lunar.LunarDay(
            int(row["lunar_year"]), int(row["lunar_month"]), int(row["lunar_day"]), row["is_leap_month_0_1"] == "1"
        )
        assert lunar.to_lunar(day) == expected
        assert lunar.to_solar(*expected) == day
        assert lunar.month_length(expected.year, expected.month, expected.leap) == int(row["lunar_month_length_days"])


def test_every_solar_term_of_the_reference_holds():
    table = rows("solar_terms_check.csv")
    assert len(table) == 71 * 24
    for row in table:
        assert lunar.solar_term(int(row["year"]), row["term_zh"]) == date.fromisoformat(row["solar_date_iso"])


@given(st.dates(lunar.FIRST_DAY, lunar.LAST_DAY - timedelta(days=1)))
def test_the_next_solar_day_is_the_next_lunar_day(day):
    today, tomorrow = lunar.to_lunar(day), lunar.to_lunar(day + timedelta(days=1))
    if today.day == lunar.month_length(today.year, today.month, today.leap):
        assert tomorrow.day == 1
    else:
        assert tomorrow == today._replace(day=today.day + 1)
    assert lunar.to_solar(*today) == day


def test_leap_months_are_known():
    assert [lunar.leap_month(year) for year in (2023, 2024, 2025, 2033, 1984)] == [2, 0, 6, 11, 10]


@pytest.mark.parametrize(
    "wrong",
    [
        (2025, 5, 1, True),
        (2024, 12, 30, False),
        (2024, 13, 1, False),
        (2024, 1, 0, False),
        (1899, 1, 1, False),
        (2101, 1, 1, False),
    ],
)
def test_days_that_never_were_are_refused(wrong):
    with pytest.raises(ValueError):
        lunar.to_solar(*wrong)


def test_dates_outside_the_tables_are_refused():
    for day in (date(1900, 1, 30), date(2101, 1, 29)):
        with pytest.raises(ValueError):
            lunar.to_lunar(day)
    with pytest.raises(ValueError):
        lunar.solar_term(2024, "清晨")
    with pytest.raises(ValueError):
        lunar.solar_term(2101, "清明")
