"""What may be kept of children: their birthdays, their ages, and words about them (AR-16)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.minors import age_band, is_child, kept
from customers.models import HouseholdMember
from dealercrm.lib.birthdays import Birthday
from tests.factories import TODAY

BIRTHDAYS = st.one_of(
    st.builds(lambda d: Birthday("solar", d.year, d.month, d.day), st.dates(date(1930, 1, 1), TODAY)),
    st.builds(lambda age: Birthday("age", age=age, as_of=TODAY), st.integers(0, 100)),
    st.builds(lambda month, day: Birthday("lunar", None, month, day), st.integers(1, 12), st.integers(1, 29)),
)


@given(BIRTHDAYS, st.sampled_from(HouseholdMember.Relation.values))
def test_no_child_is_kept_by_its_birthday_without_consent(birthday, relation):
    stays, band = kept(relation, birthday, has_consent=False, today=TODAY)
    assert stays is None or not band
    if is_child(relation, birthday, TODAY):
        assert stays is None and band == age_band(birthday, TODAY)
    else:
        assert stays == birthday
    assert kept(relation, birthday, has_consent=True, today=TODAY) == (birthday, "")


@pytest.mark.parametrize(
    ("age", "band"), [(0, "0-2"), (2, "0-2"), (3, "3-6"), (6, "3-6"), (7, "7-13"), (13, "7-13"), (14, "")]
)
def test_the_bands_meet_without_a_gap(age, band):
    assert age_band(Birthday("age", age=age, as_of=TODAY), TODAY) == band
