"""When a rule calls: pure dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import TouchpointRule
from campaigns.schedule import Span, due_day, is_silent, occasions

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2024, 1, 1), date(2035, 1, 1))
LUNAR_OR_SOLAR = st.sampled_from(["mid_autumn", "spring_festival", "laba", "dongzhi", "new_year", "mother_day"])


def rule(**fields):
    return TouchpointRule(**{"trigger": "festival", "lead_days": 0, "grace_days": 0} | fields)


def year(start):
    return Span(start, start, start.replace(year=start.year + 1))


def test_a_festival_is_put_ahead_by_its_lead_and_worth_doing_for_its_grace():
    (found,) = occasions(rule(day_code="mid_autumn", lead_days=3, grace_days=1), year(date(2026, 1, 1)))
    assert found == ("", "lunar-2026", date(2026, 9, 25), date(2026, 9, 22), date(2026, 9, 26))


def test_a_lunar_festival_that_falls_twice_in_a_solar_year_is_two_occasions_with_different_keys():
    found = list(occasions(rule(day_code="laba"), Span(date(2025, 1, 1), date(2025, 1, 1), date(2026, 2, 1))))
    assert [(o.occurrence, o.occasion_on) for o in found] == [
        ("lunar-2024", date(2025, 1, 7)),
        ("lunar-2025", date(2026, 1, 26)),
    ]


def test_a_greeting_due_on_a_day_of_silence_goes_earlier_and_a_care_call_stays():
    qingming = date(2026, 4, 5)
    assert is_silent(qingming) and not is_silent(qingming - timedelta(days=1))
    assert due_day(rule(trigger="birthday"), qingming) == date(2026, 4, 4)
    assert due_day(rule(trigger="after_install", after_days=7), qingming) == qingming


def test_a_profession_day_speaks_to_each_of_its_occupations():
    found = list(occasions(rule(trigger="profession", day_code="army_day"), year(date(2026, 1, 1))))
    assert {o.match for o in found} == {"soldier", "veteran", "military_family"}
    assert {o.occasion_on for o in found} == {date(2026, 8, 1)}


def test_days_after_installation_match_the_day_of_installation():
    span = Span(TODAY, TODAY, TODAY + timedelta(days=2))
    found = list(occasions(rule(trigger="after_install", after_days=30), span))
    assert [(o.match, o.due_on) for o in found] == [
        ("2026-10-23", date(2026, 11, 22)),
        ("2026-10-24", date(2026, 11, 23)),
    ]


def test_after_an_outage_what_fell_due_meanwhile_is_still_found():
    care = rule(trigger="after_install", after_days=7, grace_days=2)
    on_time = set()
    for day in (TODAY + timedelta(days=n) for n in range(10)):
        found = occasions(care, Span(day, day, day + timedelta(days=1)))
        on_time |= {occasion for occasion in found if occasion.due_on >= TODAY}
    assert len(on_time) == 10
    late = TODAY + timedelta(days=9)
    assert on_time <= set(occasions(care, Span(TODAY, late, late + timedelta(days=1))))


@pytest.mark.parametrize("grace, found", [(3, ["lunar-2026"]), (2, [])])
def test_what_is_still_worth_doing_is_planned_though_it_fell_due_before_the_plan_began(grace, found):
    day_after = date(2026, 9, 28)
    span = Span(day_after, day_after, day_after + timedelta(days=1))
    assert [o.occurrence for o in occasions(rule(day_code="mid_autumn", grace_days=grace), span)] == found


@given(start=DAYS, cut=st.integers(1, 400), length=st.integers(1, 400), lead=st.integers(0, 20), code=LUNAR_OR_SOLAR)
def test_two_spans_side_by_side_find_what_the_whole_finds(start, cut, length, lead, code):
    greeting = rule(day_code=code, lead_days=lead)
    middle, end = start + timedelta(days=min(cut, length)), start + timedelta(days=length)
    parts = [Span(start, start, middle), Span(middle, middle, end)]
    whole = list(occasions(greeting, Span(start, start, end)))
    found = [o for span in parts for o in occasions(greeting, span)]
    # Only what is worth doing on its own day may be found from both sides of the cut.
    assert sorted(set(found)) == sorted(set(whole))
    assert len({o.occurrence for o in whole}) == len(whole)


@given(start=DAYS, lead=st.integers(0, 30), grace=st.integers(0, 30))
def test_a_contact_never_falls_due_after_its_occasion_nor_expires_before_it(start, lead, grace):
    birthday = rule(trigger="birthday", lead_days=lead, grace_days=grace)
    for found in occasions(birthday, Span(start, start, start + timedelta(days=40))):
        assert found.due_on <= found.occasion_on - timedelta(days=lead) <= found.expires_on
        assert not is_silent(found.due_on)
