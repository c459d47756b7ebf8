"""Curves of life: Kaplan-Meier, and what is taken for it before anything was counted."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.survival import Curve, by_table, counted, kaplan_meier, of_survival, watched

AGES = st.one_of(st.floats(0, 40), st.integers(0, 12).map(float))
LIVES = st.lists(st.tuples(AGES, st.booleans()), max_size=60)


@given(LIVES)
def test_a_curve_never_rises_and_stays_a_share(lives):
    curve = kaplan_meier(lives)
    shares = [1.0, *(share for _age, share in curve)]
    assert all(0 <= after <= before <= 1 for before, after in itertools.pairwise(shares))
    assert [age for age, _share in curve] == sorted({age for age, ended in lives if ended})


@given(st.lists(AGES, min_size=1, max_size=60))
def test_where_all_were_seen_to_their_end_it_is_the_plain_count(ages):
    for age, share in kaplan_meier([(age, True) for age in ages]):
        assert share == pytest.approx(sum(other > age for other in ages) / len(ages), abs=1e-9)


@given(LIVES)
def test_what_was_seen_only_for_a_while_counts_until_then(lives):
    """By the definition, step by step: of those still watched at an age, the share that ended."""
    share = 1.0
    for age, told in kaplan_meier(lives):
        watching = sum(other >= age for other, _ended in lives)
        share *= 1 - sum(ended and other == age for other, ended in lives) / watching
        assert told == pytest.approx(share, abs=1e-9)


def test_the_textbook_example():
    """Freireich's remissions under 6-MP (weeks): 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448."""
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    seen = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    curve = kaplan_meier([*((week, True) for week in ended), *((week, False) for week in seen)])
    assert [week for week, _share in curve] == [6, 7, 10, 13, 16, 22, 23]
    assert [round(share, 3) for _week, share in curve] == [0.857, 0.807, 0.753, 0.69, 0.627, 0.538, 0.448]


@given(st.integers(1, 20), st.integers(0, 10), st.floats(0.05, 1))
def test_by_the_table_nine_tenths_of_those_who_come_back_have_come_at_the_end(first, more, share):
    shares = by_table(first, first + more, share).survival
    assert len(shares) == 31 and all(before >= after for before, after in itertools.pairwise(shares))
    assert shares[first] >= 1 - 0.51 * share and shares[-1] >= 1 - share - 1e-9
    if more >= first / 3 and first + more <= 30:
        assert shares[first] == pytest.approx(1 - 0.1 * share, abs=0.001)
        assert shares[first + more] == pytest.approx(1 - 0.9 * share, abs=0.001)


@given(LIVES, st.floats(0.01, 0.9))
def test_counted_lives_make_a_curve_that_can_be_kept_and_read_again(lives, share):
    curve = counted(lives, by_table(5, 10, share).hazards)
    assert all(hazard >= 0 for hazard in curve.hazards) and curve.sample == sum(ended for _age, ended in lives)
    again = of_survival(curve.survival, curve.sample)
    assert again.hazards[:10] == pytest.approx(curve.hazards[:10], abs=1e-6)
    if not lives:
        assert curve.hazards == pytest.approx(by_table(5, 10, share).hazards)


@given(LIVES)
def test_years_watched_add_up(lives):
    assert sum(watched(lives)) == pytest.approx(sum(min(age, 30) for age, _ended in lives))


def test_many_lives_outweigh_what_was_expected():
    curve = counted([(3.5, True)] * 500 + [(8.0, False)] * 500, by_table(15, 30, 0.4).hazards)
    assert curve.survival[3] > 0.99 and curve.survival[4] == pytest.approx(0.5, abs=0.02)


def test_the_coming_year_lies_in_two_years_of_age():
    curve = Curve((0.1, 0.3, 0.5))
    assert [curve.after(age) for age in (-2, 0, 0.5, 1, 2, 9)] == pytest.approx([0.1, 0.1, 0.2, 0.3, 0.5, 0.5])
    assert [curve.until(age) for age in (0, 1, 1.5, 3, 5)] == pytest.approx([0, 0.1, 0.25, 0.9, 1.9])
