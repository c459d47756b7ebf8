"""Birthdays, short to write."""

from datetime import date

from hypothesis import strategies as st

from dealercrm.lib import lunar
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.birthdays.value import LEAP_MONTHS

TODAY = date(2026, 11, 22)


def solar(month, day, year=None):
    return Birthday("solar", year, month, day)


def moon(month, day, year=None, *, leap=False):
    return Birthday("lunar", year, month, day, leap=leap)


# --- the value -------------------------------------------------------------------------------------


@st.composite
def birthdays(draw):
    """Every kind that may be stored, born by TODAY."""
    kind = draw(st.sampled_from(["solar", "lunar", "month and day", "lunar month and day", "leap month and day"]))
    born = draw(st.dates(lunar.FIRST_DAY, TODAY))
    known = lunar.to_lunar(born)
    if kind == "solar":
        return solar(born.month, born.day, born.year)
    if kind == "lunar":
        return moon(known.month, known.day, known.year, leap=known.leap)
    if kind == "month and day":
        return solar(born.month, born.day)
    if kind == "leap month and day":
        return moon(draw(st.sampled_from(sorted(LEAP_MONTHS))), draw(st.integers(1, 30)), leap=True)
    return moon(draw(st.integers(1, 12)), draw(st.integers(1, 30)))
