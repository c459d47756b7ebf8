"""Sums of money: read as dealers write them, shown as people read them. Always Decimal yuan."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dealercrm.lib.texts import LONGEST_VALUE

CENT = Decimal("0.01")
LIMIT = Decimal(10) ** 9  # more than any order of the trade: a phone number in the wrong column
UNITS = {"亿": 10**8, "万": 10**4, "w": 10**4, "千": 1000, "k": 1000, "百": 100}
CURRENCY = re.compile(r"人民币|RMB|CNY|[￥¥]|元整?|块钱?|圆整?", re.IGNORECASE)
BRACKETED = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
PART = re.compile(r"(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*([亿万千百wk](?![a-z]))?", re.IGNORECASE)
LETTERED = re.compile(r"\d(?![wk](?![a-z]))[a-z]|[olsz]\d", re.IGNORECASE)  # 128OO: a letter for a figure
SUM = re.compile(rf"([-−负]?)\s*((?:{PART.pattern}\s*)+)", re.IGNORECASE)


def parse_amount(value: Any) -> tuple[Decimal, str]:
    """(Decimal yuan with two places, what else was written) of '45,700', '45700元', '2.95万', '18500(含安装)', 3700.0.

    ValueError for no amount, for two ('3000+500': nobody knows which), and for more than a billion. Negative only
    where a minus was written.
    """
    if isinstance(value, bool) or value is None:
        raise _no_amount(value)
    if isinstance(value, (int, float, Decimal)):
        return _checked(Decimal(str(value)), value), ""
    if len(str(value)) > LONGEST_VALUE:
        raise _no_amount(f"{str(value)[:40]}…")
    text = unicodedata.normalize("NFKC", str(value)).strip().lstrip("'’")
    notes = [first or second for first, second in BRACKETED.findall(text)]
    text = CURRENCY.sub("", BRACKETED.sub(" ", text)).strip()
    found = list(SUM.finditer(text))
    if len(found) != 1 or re.search(r"\d", text[: found[0].start()] + text[found[0].end() :]) or LETTERED.search(text):
        raise _no_amount(value)
    before, after = text[: found[0].start()], text[found[0].end() :]
    amount = _added_up(found[0][2], value)
    notes = [before, after, *notes]
    note = " ".join(filter(None, (note.strip(" ,;:、。./") for note in notes)))
    return _checked(-amount if found[0][1] else amount, value), note


def yuan(amount: Decimal | int) -> str:
    """'45,700', or '45,700.50' where there are cents."""
    amount = Decimal(amount).quantize(CENT, ROUND_HALF_UP)
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def wan(amount: Decimal) -> str:
    """'4.57万', in English '45,700': nobody counts in tens of thousands there."""
    if not (get_language() or "zh").startswith("zh"):
        return yuan(Decimal(amount).quantize(Decimal(1), ROUND_HALF_UP))
    short = f"{(Decimal(amount) / 10_000).quantize(CENT, ROUND_HALF_UP):,.2f}"
    return f"{short.rstrip('0').rstrip('.')}万"


def _added_up(text: str, value: str) -> Decimal:
    """'3万5千' is 35000; in '1千5' and '3万5' the last figure counts the next smaller unit, as it is spoken."""
    total, last = Decimal(0), None
    for figures, unit in PART.findall(text):
        part, size = Decimal(figures.replace(",", "")), UNITS.get(unit.lower(), 1)
        if last and not unit and part < 10 and part == int(part):
            size = last // 10
        if last is not None and (last == 1 or part * size >= last):
            raise _no_amount(value)
        total, last = total + part * size, size
    return total


def _checked(amount: Decimal, value: Any) -> Decimal:
    if not amount.is_finite() or abs(amount) >= LIMIT:
        raise _no_amount(value)
    return amount.quantize(CENT, ROUND_HALF_UP)


def _no_amount(value: bool | float | str | None) -> ValueError:
    return ValueError(_("“%(text)s” cannot be read as an amount.") % {"text": "" if value is None else value})
