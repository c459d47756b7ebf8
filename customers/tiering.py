"""The tier of an old customer: a rule without a database (TI-1, first formula).

The letter says how much the customer has meant so far: by what all standing orders came to, the first fifth of the
dealer's old customers is A, the next 30 % B, the next 30 % C, the rest D. Customers who spent the same get the same
letter, so a group may be a little larger than its share. Nothing spent (a workbook without amounts) is D.
The level says how near they are: 1 bought within the last year, 2 within three years, 3 longer ago.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from customers.models import CustomerTier
from dealercrm.lib.money import yuan

# Share of the old customers, in percent, that may stand above a customer of this letter.
ABOVE_A, ABOVE_B, ABOVE_C = 20, 50, 80
LEVEL_1_YEARS, LEVEL_2_YEARS = 1, 3
NOBODY = 2**62  # a cut-off no one reaches


@dataclass(frozen=True)
class Cutoffs:
    """Whole yuan from which a customer is A, B or C."""

    a_from: int
    b_from: int
    c_from: int


def level_starts(today: date) -> tuple[date, date]:
    """(first day of level 1, first day of level 2): a last order on or after it has the level."""
    return years_before(today, LEVEL_1_YEARS), years_before(today, LEVEL_2_YEARS)


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def explain(tier: CustomerTier) -> list[str]:
    """Why a CustomerTier is what it is, as sentences for staff."""
    sums = {"amount": yuan(tier.spent)}
    spent = ngettext(
        "Bought for %(amount)s yuan in one order.", "Bought for %(amount)s yuan in %(orders)s orders.", tier.orders
    ) % (sums | {"orders": tier.orders})
    letter = {
        "A": _("A: among the fifth of old customers who spent most."),
        "B": _("B: in the upper half of old customers by what they spent."),
        "C": _("C: in the lower half of old customers by what they spent."),
        "D": _("D: among the fifth of old customers who spent least."),
    }[tier.letter]
    if tier.spent == 0:
        spent, letter = _("No amount is known of any order."), _("D: until an amount is known.")
    level = {
        1: _("Level 1: last order on %(day)s, less than a year ago."),
        2: _("Level 2: last order on %(day)s, one to three years ago."),
        3: _("Level 3: last order on %(day)s, more than three years ago."),
    }[tier.level] % {"day": date_format(tier.last_signed_on, "Y-m-d")}
    return [spent, letter, level]
