"""Phone numbers as dealers write them down.

A usable number is a mobile (11 digits, ^1[3-9]: accepted even where no carrier uses the prefix yet), a landline with
its area code ('0371-68414514'), a 400/800 number, or one of another country written with + or 00 ('+85261234567').
Everything is kept as text in that one form.

A number is taken only if it is wholly explained: nothing is made out of part of a longer run of digits or letters, for
half of a bank card, a Hong Kong number or a WeChat id would be a stranger's landline.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

import phonenumbers

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)
LOCAL = re.compile(r"[2-8]\d{6,7}", re.ASCII)
DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", re.ASCII)
# Three-digit area codes are 010 and 02x; all others have four digits.
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)([2-8]\d{6,7})", re.ASCII)
CHINA = ("86", "0086")
COUNTRY = re.compile(r"^(?:0086|86|0)(?=1[3-9]\d{9}$)|^(?:0086|86)(?=0?[1-9]\d{8,10}$)", re.ASCII)
GLUED = re.compile(r"(?:1[3-9]\d{9}){2,}", re.ASCII)
PIECE = re.compile(r"[+(]{0,3}\d+(?:\)?[ \t]{0,3}[-‐-―−~]?[ \t]{0,3}\(?\d+)*\)?", re.ASCII)
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
EXTENSION = 5  # digits at most, behind a landline or a service number
LONGEST = 300  # characters of a cell that are read; nobody writes more numbers in one
# Words beside a number in a cell; other Latin letters that touch it make it something else.
LABEL = re.compile(r"(?:tel|phone|mobile|mob|cell|电话|手机)$", re.IGNORECASE)
LETTER = re.compile(r"[A-Za-z_@]$")
# All that may stand in the cell of a local number, which says least about itself.
PLAIN = re.compile(
    r"(?:家里?|住?宅|座机|固话|电话|单位|办公室?|公司|店里?|tel|phone|转|分机|ext|[\s:：()./-]|\d{1,5}$)*",
    re.IGNORECASE,
)


def normalise(text: str) -> list[str]:
    """The usable numbers in a text, as a list of digit strings without repeats."""
    return find_phones(text)[0]


def find_phones(value: Any, area_code: str = "") -> tuple[list[str], str]:
    """(list of usable numbers, what else was written) of a spreadsheet cell or a form's field.

    `area_code` completes a landline written without one that stands alone. What is no number is returned, not
    dropped: a name beside the number, an extension, digits that make no number.
    """
    if isinstance(value, str) and value.isascii() and MOBILE.fullmatch(value):
        return [value], ""  # as nearly all are written
    text, phones, rest, end = _as_text(value), [], [], 0
    for piece in PIECE.finditer(text[:LONGEST]):
        rest.append(text[end : piece.start()])
        found, unused = ([], "") if _touches_letters(text, piece) else _phones_of(piece.group())
        if not found and area_code:
            found, unused = _local(text, piece, area_code), ""
        phones += found
        rest.append(f" {unused} " if found else piece.group())
        end = piece.end()
    rest.append(text[end:])
    return list(dict.fromkeys(phones)), _tidy("".join(rest))


def with_tails(text: str) -> str:
    """The text with what may be a number shortened to its end: 李姐136-0013-6003 -> 李姐*6003."""
    return PIECE.sub(_tail, str(text))


def _tail(piece: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", piece.group())
    return piece.group() if len(digits) < 7 else re.sub(r"\d.*\d", f"*{digits[-4:]}", piece.group())


def is_mobile(phone: str) -> bool:
    return bool(MOBILE.fullmatch(phone))


def last4(phone: str) -> str:
    return phone[-4:]


def mask(phone: str) -> str:
    """'138****8000', '0371-****4514', '400***1234': what somebody may see who may not call."""
    area, hyphen, local = phone.rpartition("-")
    shown = "" if hyphen else local[:3] if len(local) >= 10 else ""
    hidden = max(len(local) - len(shown) - 4, 4 if hyphen else 3)
    return f"{area}{hyphen}{shown}{'*' * hidden}{local[-4:]}"


def _as_text(value: Any) -> str:
    """Spreadsheets make numbers of phone numbers; '1.35E+10' has lost its digits and stays as it is."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, (int, float, Decimal)):
        return str(int(value)) if value % 1 == 0 else str(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().lstrip("'’‘`").strip()
    if SCIENTIFIC.fullmatch(text) and len(text.split("e" if "e" in text else "E")[0]) > 7:
        return str(int(Decimal(text)))
    return re.sub(r"^(\d+)\.0+$", r"\1", text)


def _touches_letters(text: str, piece: re.Match[str]) -> bool:
    before, after = text[: piece.start()][-8:], text[piece.end() : piece.end() + 1]
    return (bool(LETTER.search(before)) and not LABEL.search(before)) or bool(LETTER.match(after))


def _phones_of(piece: str) -> tuple[list[str], str]:
    """(numbers, digits left over) of a piece of digits: all of it is explained, or nothing is taken.

    Two things may be left over: the extension of a landline, and digits that stand apart from whole mobiles.
    """
    groups = re.findall(r"\d+", piece)
    if "+" in piece or groups[0].startswith("00"):
        code = "+" + "".join(groups).removeprefix("00")
        if not code.startswith("+86"):
            foreign = _foreign(code)
            return ([foreign], "") if foreign else ([], piece)
    phones, spans, unused, at = [], [], [], 0
    while at < len(groups):
        for upto in range(at + 1, min(at + 6, len(groups)) + 1):
            if found := _complete(groups[at:upto]):
                phones += found
                spans.append(upto - at)
                at = upto
                break
        else:
            is_extension = phones and not is_mobile(phones[-1]) and len(groups[at]) <= EXTENSION and not unused
            if not (is_extension and at == len(groups) - 1):
                unused.append(groups[at])
            at += 1
    if unused and (set(spans) - {1} or re.search(r"\d[-‐-―−~]\d", piece)):
        return [], piece
    left = unused if unused else groups[sum(spans) :]
    return phones, " ".join(left)


def _foreign(code: str) -> str:
    """A number with its country's code, as '+85261234567'; "" if the country has no such number."""
    try:
        number = phonenumbers.parse(code, None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _complete(groups: list[str]) -> list[str]:
    """The number that these groups of digits make together; a long one may hold several mobiles."""
    first, digits = groups[0], COUNTRY.sub("", "".join(groups))
    if len(first) < 3 and first not in (*CHINA, "0"):
        return []
    if GLUED.fullmatch(digits) and len(groups) == 1:
        return MOBILE.findall(digits)
    if MOBILE.fullmatch(digits) or SERVICE.fullmatch(digits):
        return [digits]
    landline = LANDLINE.fullmatch(digits) or LANDLINE.fullmatch("0" + digits if first in CHINA else "")
    return ["-".join(landline.groups())] if landline else []


def _local(text: str, piece: re.Match[str], area_code: str) -> list[str]:
    """A landline of the store's own town, where nothing else stands in the cell."""
    groups = re.findall(r"\d+", piece.group())
    if len(groups) == 2 and LOCAL.fullmatch(groups[0]) and len(groups[1]) <= EXTENSION:
        groups = groups[:1]
    digits = "".join(groups)
    if not PLAIN.fullmatch(text[: piece.start()] + text[piece.end() :]) or "+" in piece.group():
        return []
    if len(groups) == 1 and digits.startswith(area_code[1:]) and (found := LANDLINE.fullmatch(f"0{digits}")):
        return ["-".join(found.groups())]  # a spreadsheet has made a number of it and lost the zero
    if not LOCAL.fullmatch(digits) or DATE.fullmatch(digits):
        return []
    is_usual = len(groups) == 1 or [len(group) for group in groups] in ([3, 4], [4, 4])
    return [f"{area_code}-{digits}"] if is_usual else []


def _tidy(rest: str) -> str:
    rest = re.sub(r"\(\s*\)", " ", re.sub(r"[\s/;,、|]+", " ", rest)).strip(" +-:.'")
    inner = re.fullmatch(r"\(([^()]*)\)", rest)
    return (inner.group(1) if inner else rest).strip()
