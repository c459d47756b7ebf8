"""On which days a birthday is kept, and how old somebody is on one."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from dealercrm.lib import lunar
from dealercrm.lib.birthdays import Birthday, day_keys
from tests.lib.births import TODAY, birthdays, moon, solar

# --- when it is ------------------------------------------------------------------------------------


def test_a_leap_month_birthday_is_kept_in_the_plain_month_of_other_years():
    born = moon(6, 2, 1979, leap=True)
    assert born.on(2025) == lunar.to_solar(2025, 6, 2, leap=True) == date(2025, 7, 26)
    assert born.on(2026) == lunar.to_solar(2026, 6, 2) == date(2026, 7, 15)
    assert moon(6, 2, 1979).on(2025) == lunar.to_solar(2025, 6, 2) == date(2025, 6, 26)


def test_the_thirtieth_is_kept_on_the_last_day_of_a_short_month():
    assert moon(12, 30).on(2024) == date(2025, 1, 28)
    assert moon(12, 30).on(2029) == date(2030, 2, 2)


def test_the_29th_of_february_is_kept_on_the_28th():
    assert [solar(2, 29).on(year) for year in (2027, 2028)] == [date(2027, 2, 28), date(2028, 2, 29)]


def test_a_late_lunar_day_falls_twice_or_never_in_a_solar_year():
    def in_year(year):
        return moon(11, 25).occasions(date(year, 1, 1), date(year + 1, 1, 1))

    assert in_year(2024) == [("lunar-2023", date(2024, 1, 6)), ("lunar-2024", date(2024, 12, 25))]
    assert in_year(2025) == []


def test_an_age_has_no_day_and_grows_from_the_day_it_was_told():
    told = Birthday("age", age=42, as_of=date(2021, 5, 1))
    assert told.on(2026) is None
    assert told.occasions(date(2020, 1, 1), date(2030, 1, 1)) == []
    assert (told.age_on(date(2026, 4, 30)), told.age_on(date(2026, 5, 1))) == (46, 47)


def test_age_goes_by_the_calendar_of_the_birthday():
    assert solar(8, 16, 1970).age_on(date(2026, 8, 15)) == 55
    assert solar(8, 16, 1970).age_on(date(2026, 8, 16)) == 56
    late = moon(12, 20, 1979)  # born 1980-02-06
    assert [late.age_on(late.on(2026) + timedelta(days=days)) for days in (-1, 0)] == [46, 47]
    assert solar(8, 16).age_on(TODAY) is None


@settings(max_examples=60, deadline=None)
@given(
    st.lists(birthdays(), min_size=1, max_size=30), st.dates(date(1905, 1, 1), date(2095, 1, 1)), st.integers(0, 800)
)
def test_the_window_finds_exactly_what_each_birthday_says_of_itself(people, start, days):
    end = start + timedelta(days=days)
    found = defaultdict(list)
    for key, occurrence, day in day_keys(start, end):
        found[key].append((occurrence, day))
    for birthday in people:
        assert found[birthday.day_key] == birthday.occasions(start, end)


@given(st.dates(date(1905, 1, 1), date(2095, 1, 1)))
def test_every_birthday_is_kept_once_in_every_year_of_its_calendar(start):
    keys = [(key, occurrence) for key, occurrence, _day in day_keys(start, start + timedelta(days=420))]
    assert len(keys) == len(set(keys))
