"""Numbers of identity papers and bank cards, which an archive for customer care has no business to keep.

The law asks for no more data than a purpose needs, so this is the one place where what somebody wrote is shortened:
a column of such numbers is not read, and elsewhere a number is known by the word before it, or by its own form.
"""

import re
from datetime import date, datetime
from typing import Any

# Of squeezed headers (words.WORDS); whose paper it is does not matter, and what a paper says besides is no number.
HEADINGS = (
    r"(?!.*(姓名|名字|电话|手机|地址|住址|生日|出生|性别|民族|类型|类别|种类))"
    r"(.*(身份证|证件号|证件编号|证件no|公民身份|身份号码|护照|通行证|居住证|驾驶证号|驾照号|军官证|社保卡|社保号|"
    r"社会保障号|医保卡|(银行|储蓄|信用|借记)卡?[卡账帐][号户]|(收款|打款|结算|退款)[账帐][号户]).*|.*证件) "
    r".*(idcard|identity(card|no|num|paper|doc)|nationalid|citizenid|passport|bank(account|card)|creditcard|"
    r"socialsecurity|driver'?s?licen[cs]e).* (national|personal|spouses?|owners?)?id(no|num|number) ssn|iban"
)
_HEADINGS = [re.compile(pattern) for pattern in HEADINGS.split()]
_NAMED = re.compile(
    r"(?P<word>(?:身份证|证件|护照|通行证|居住证|军官证|驾驶证|公民身份|身份号|社保卡?|银行卡|储蓄卡|信用卡|"
    r"passport|id\s?card|bank\s?card)(?:号码?|编号|no\.?|number)?\s*[:：是为]?\s*)"
    r"(?P<number>[a-z]{0,2}\d(?:[ -]?[\dx*]){6,20})(?![\dx])",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?<![\d.])[1-9]\d{5}[ -]?((?:18|19|20)\d{6})[ -]?\d{3}[\dXx](?!\d)")
_CARD = re.compile(r"(?<![\d.])\d(?:[ -]?\d){15,18}(?![ -]?\d)")
_CARDS = re.compile(r"62\d{14,17}|(?:4\d|5[1-5]|35)\d{14}")
_OF_ORDERS = re.compile(r"(?:单号?|运单|快递|物流|流水|发票|合同|编)[号码]*\s*[:：]?\s*$")
# Without so many digits, or such a word, there is nothing to look for.
_LONG, _WORDS = re.compile(r"(?<!\d)\d(?:[ -]?\d){14}"), ("证", "护照", "身份", "社保", "卡", "passport", "card")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_HALF_WIDTH = str.maketrans("０１２３４５６７８９Ｘｘ", "0123456789Xx")
TAKEN = "…"


def is_of_papers(header: str) -> bool:
    """Does this squeezed header head a column of such numbers?"""
    return any(pattern.fullmatch(header) for pattern in _HEADINGS)


def may_hold_papers(text: str) -> bool:
    """Is it worth looking closer at this text in small letters, which may be that of a whole row?"""
    return any(word in text for word in _WORDS) or bool(_LONG.search(text))


def without_papers(cell: Any) -> Any:
    """The cell as it may be kept: the same object where it holds no such number, None where it holds nothing else."""
    text = str(cell) if type(cell) is int and cell >= 10**14 else cell
    if type(text) is not str or not may_hold_papers(text.lower()):
        return cell
    text = text.translate(_HALF_WIDTH)
    without = _NAMED.sub(lambda found: found["word"] + TAKEN, text)
    without = _IDENTITY.sub(lambda found: TAKEN if _is_identity(found) else found[0], without)
    without = _CARD.sub(lambda found: TAKEN if _is_card(found) else found[0], without)
    if without == text:
        return cell
    return None if without.strip() == TAKEN else without


def _is_identity(found):
    """Eighteen places with a region and a day of birth in them.

    The check digit speaks for a number whose day was written wrongly; a wrong one does not make the rest harmless.
    """
    digits = re.sub(r"[ -]", "", found[0]).upper()
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11]
    try:
        is_day = datetime.strptime(found[1], "%Y%m%d").date() <= date.today()
    except ValueError:
        is_day = False
    return digits[0] in "12345689" and (is_day or digits[-1] == check)


def _is_card(found):
    """The form of a bank card with a right check digit (Luhn), and no word before it that calls it an order's."""
    digits = re.sub(r"[ -]", "", found[0])
    if not _CARDS.fullmatch(digits) or _OF_ORDERS.search(found.string[: found.start()][-12:]):
        return False
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits), 1)]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0
