"""The rule of the tiers in plain Python, beside the SQL that the product runs."""

from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from customers.tiering import ABOVE_A, ABOVE_B, ABOVE_C, NOBODY, Cutoffs, level_starts


def whole_yuan(amount):
    """What is compared: cents rounded half up, as the database does it."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def cutoffs_of(spends):
    """Cut-offs drawn from what each old customer spent, whole yuan."""
    spends = sorted((spend for spend in spends), reverse=True)
    above, found = 0, {}
    for spend, equals in groupby(spends):
        for letter, share in (("a", ABOVE_A), ("b", ABOVE_B), ("c", ABOVE_C)):
            if spend > 0 and above * 100 < share * len(spends):
                found[letter] = spend
        above += len(list(equals))
    return Cutoffs(*(found.get(letter, NOBODY) for letter in "abc"))


def letter_of(spent, cutoffs):
    if spent >= cutoffs.a_from:
        return "A"
    if spent >= cutoffs.b_from:
        return "B"
    return "C" if spent >= cutoffs.c_from else "D"


def level_of(last_signed_on, today):
    first, second = level_starts(today)
    return 1 if last_signed_on >= first else 2 if last_signed_on >= second else 3
