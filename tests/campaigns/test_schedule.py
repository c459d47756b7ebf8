"""When a rule calls: pure dates."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from campaigns.dealer_calendar import REFERENCE_ONLY, calendar_with
from campaigns.models import TouchpointRule
from campaigns.schedule import Span, due_day
from campaigns.schedule import occasions as occasions_by

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2024, 1, 1), date(2035, 1, 1))
LUNAR_OR_SOLAR = st.sampled_from(["mid_autumn", "spring_festival", "laba", "dongzhi", "new_year", "mother_day"])


def occasions(rule, span, calendar=REFERENCE_ONLY):
    return occasions_by(rule, span, calendar)


def rule(**fields):
    natural = {"nature": TouchpointRule.NATURES.get(fields.get("trigger"), "greeting")}
    return TouchpointRule(**{"trigger": "festival", "lead_days": 0, "grace_days": 0} | natural | fields)


def year(start):
    return Span(start, start, start.replace(year=start.year + 1))


def test_a_festival_is_put_ahead_by_its_lead_and_worth_doing_for_its_grace():
    (found,) = occasions(rule(day_code="mid_autumn", lead_days=3, grace_days=1), year(date(2026, 1, 1)))
    assert found == ("", "lunar-2026", date(2026, 9, 25), date(2026, 9, 22), date(2026, 9, 26), False)


def test_a_lunar_festival_that_falls_twice_in_a_solar_year_is_two_occasions_with_different_keys():
    found = list(occasions(rule(day_code="laba"), Span(date(2025, 1, 1), date(2025, 1, 1), date(2026, 2, 1))))
    assert [(o.occurrence, o.occasion_on) for o in found] == [
        ("lunar-2024", date(2025, 1, 7)),
        ("lunar-2025", date(2026, 1, 26)),
    ]


def test_a_greeting_due_on_a_day_of_silence_goes_earlier_and_a_care_call_stays():
    qingming = date(2026, 4, 5)
    assert REFERENCE_ONLY.is_silent(qingming) and not REFERENCE_ONLY.is_silent(qingming - timedelta(days=1))
    assert day_of(rule(trigger="birthday"), qingming) == (date(2026, 4, 4), False)
    assert day_of(rule(trigger="after_install", after_days=7), qingming) == (qingming, False)


def day_of(rule, day, calendar=REFERENCE_ONLY, today=TODAY):
    return due_day(rule, day, calendar, today=today)


def test_a_greeting_on_a_day_of_silence_is_left_out_where_its_rule_says_so():
    qingming = date(2026, 4, 5)
    assert day_of(rule(trigger="birthday", on_silence="leave_out"), qingming) == (qingming, True)


def test_in_a_time_of_mourning_greetings_wait_while_they_are_worth_it_and_else_are_left_out():
    mourning = calendar_with((), ((TODAY, TODAY + timedelta(days=2)),))
    first, third = TODAY, TODAY + timedelta(days=3)
    assert day_of(rule(trigger="birthday", grace_days=3), first, mourning) == (third, False)
    assert day_of(rule(trigger="birthday", grace_days=2), first, mourning) == (first, True)
    # Due the day before and waiting: not today either.
    assert day_of(rule(trigger="birthday", grace_days=4), TODAY - timedelta(days=1), mourning) == (third, False)
    assert day_of(rule(trigger="birthday", grace_days=1), TODAY - timedelta(days=1), mourning)[1]
    assert day_of(rule(trigger="after_install", after_days=7), first, mourning) == (first, False)


def test_what_is_late_waits_out_a_day_of_silence():
    qingming = date(2026, 4, 5)
    late = rule(trigger="birthday", grace_days=3)
    assert day_of(late, date(2026, 4, 3), today=qingming) == (date(2026, 4, 6), False)
    assert day_of(late, date(2026, 4, 3), today=date(2026, 4, 6)) == (date(2026, 4, 3), False)


@given(day=DAYS, lead=st.integers(0, 9), grace=st.integers(0, 9), late=st.integers(-5, 20), length=st.integers(0, 20),
       on_silence=st.sampled_from(["before", "leave_out"]))  # fmt: skip
def test_no_greeting_falls_on_a_silent_day_whatever_is_declared(day, lead, grace, late, length, on_silence):
    today = day + timedelta(days=late)
    calendar = calendar_with((), ((today, today + timedelta(days=length)),))
    greeting = rule(trigger="birthday", lead_days=lead, grace_days=grace, on_silence=on_silence)
    found, left_out = due_day(greeting, day, calendar, today=today)
    assert left_out or (not calendar.is_silent(found) and (found >= today or not calendar.is_silent(today)))
    assert left_out or found <= day + timedelta(days=grace)


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
    assume(not REFERENCE_ONLY.is_silent(start) and not REFERENCE_ONLY.is_silent(middle))  # what is late waits then
    parts = [Span(start, start, middle), Span(middle, middle, end)]
    whole = list(occasions(greeting, Span(start, start, end)))
    found = [o for span in parts for o in occasions(greeting, span)]
    # Only what is worth doing on its own day may be found from both sides of the cut.
    assert sorted(set(found)) == sorted(set(whole))
    assert len({o.occurrence for o in whole}) == len(whole)


@given(start=DAYS, lead=st.integers(0, 30), grace=st.integers(0, 30))
def test_a_contact_never_falls_due_after_its_occasion_nor_expires_before_it(start, lead, grace):
    birthday = rule(trigger="birthday", lead_days=lead, grace_days=grace)
    assume(not REFERENCE_ONLY.is_silent(start))
    for found in occasions(birthday, Span(start, start, start + timedelta(days=40))):
        assert found.due_on <= found.occasion_on - timedelta(days=lead) <= found.expires_on
        assert not REFERENCE_ONLY.is_silent(found.due_on)
