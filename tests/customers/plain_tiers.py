"""The rule of the tiers in plain Python, beside the SQL that the product runs: where only orders are known."""

from decimal import ROUND_HALF_UP, Decimal

from customers.tiering import POINT, bought_lately

READY_LETTERS, READY_LEVELS = (20, 50, 80), (35, 15)  # percent who may stand above; points


def whole_yuan(amount):
    """What is compared: cents rounded half up, as the database does it."""
    return int(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))


def share_of(spent, spends):
    """100 for who bought most, down to 1; 0 for who bought nothing."""
    above = sum(other > spent for other in spends)
    return 100 - above * 100 // len(spends) if spent > 0 else 0


def letter_of(spent, spends):
    above = sum(share_of(other, spends) > share_of(spent, spends) for other in spends)
    if share_of(spent, spends) == 0:
        return "D"
    return next((name for name, cut in zip("ABC", READY_LETTERS, strict=True) if above * 100 < cut * len(spends)), "D")


def level_of(last_signed_on, today):
    urgency = bought_lately(last_signed_on, today) * POINT
    return next((n for n, cut in enumerate(READY_LEVELS, 1) if urgency >= cut * POINT), 3)
