"""Phone numbers as dealers write them down.

A usable number is a mobile (11 digits, ^1[3-9]: accepted even where no carrier uses the prefix yet), a
landline with its area code ('0371-68414514') or a 400/800 number. Everything is kept as text in that one form.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

MOBILE = re.compile(r"1[3-9]\d{9}")
SERVICE = re.compile(r"[48]00\d{7}")
LOCAL = re.compile(r"[2-8]\d{6,7}")
# Three-digit area codes are 010 and 02x; all others have four digits.
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d\d)([2-8]\d{6,7})")
COUNTRY = re.compile(r"^(?:0086|86|0)(?=1[3-9]\d{9}$)|^(?:0086|86)(?=0?[1-9]\d{8,10}$)")
GLUED = re.compile(r"(?:1[3-9]\d{9}){2,}")
PIECE = re.compile(r"[+(]*\d+(?:\)?[ \t]*[-‐-―−~]?[ \t]*\(?\d+)*\)?")
SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")


def normalise(text: str) -> list[str]:
    """The usable numbers in a text, as a list of digit strings without repeats."""
    return find_phones(text)[0]


def find_phones(value: Any, area_code: str = "") -> tuple[list[str], str]:
    """(list of usable numbers, what else was written) of a spreadsheet cell or a form's field.

    `area_code` completes landlines written without one. What is no number is returned, not dropped: a name
    beside the number, an extension, digits that make no number.
    """
    text, phones, rest, end = _as_text(value), [], [], 0
    for piece in PIECE.finditer(text):
        rest.append(text[end : piece.start()])
        found, unused = _phones_of(re.findall(r"\d+", piece.group()), area_code)
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


def _phones_of(groups: list[str], area_code: str) -> tuple[list[str], str]:
    """Read groups of digits from left to right, joining as few as make a number."""
    phones, unused, at = [], [], 0
    while at < len(groups):
        for upto in range(at + 1, min(at + 6, len(groups)) + 1):
            found = _complete(groups[at:upto], area_code)
            if found:
                phones += found
                at = upto
                break
        else:
            unused.append(groups[at])
            at += 1
    return phones, " ".join(unused)


def _complete(groups: list[str], area_code: str) -> list[str]:
    digits = COUNTRY.sub("", "".join(groups))
    if GLUED.fullmatch(digits):
        return MOBILE.findall(digits)
    if MOBILE.fullmatch(digits) or SERVICE.fullmatch(digits):
        return [digits]
    landline = LANDLINE.fullmatch(digits) or LANDLINE.fullmatch("0" + digits if groups[0] in ("86", "0086") else "")
    if landline:
        return ["-".join(landline.groups())]
    if area_code and digits.startswith(area_code[1:]) and (found := LANDLINE.fullmatch(f"0{digits}")):
        return ["-".join(found.groups())]  # a spreadsheet has made a number of it and lost the zero
    if area_code and LOCAL.fullmatch(digits) and (len(groups) == 1 or [len(g) for g in groups] in ([3, 4], [4, 4])):
        return [f"{area_code}-{digits}"]
    return []


def _tidy(rest: str) -> str:
    rest = re.sub(r"\(\s*\)", " ", re.sub(r"[\s/;,、|]+", " ", rest)).strip(" +-:.'")
    inner = re.fullmatch(r"\(([^()]*)\)", rest)
    return (inner.group(1) if inner else rest).strip()
