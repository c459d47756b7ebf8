"""Phone numbers that stand within words: a note, a WeChat id that is the number. Masked for who may not read them.

What is a number in words is said here once, for pages, forms and filters, as expressions that Python and Postgres read
alike. It is at least what `find_phones` reads, in ASCII or full-width digits:

- a mobile, a landline with its area code or a 400/800 number, whatever brackets, blanks and dashes stand between its
  digits, or dots between its usual parts;
- seven to eleven digits in one, as of a landline without its area code, or with commas as a figure is shown.

Days (2021-03-05, 20210305), sums (¥2800000, 2800000元, 2800000.00), door numbers and longer numbers are none.
"""

import re
from typing import Any

from django.db.models import Func, Model, TextField, Value
from django.db.models.expressions import F

D, ZERO, ONE, TWO, SIX, EIGHT = "[0-9０-９]", "[0０]", "[1１]", "[2２]", "[6６]", "[8８]"
GAP = r"[-－﹣‐-―−~～()（） \t\u00a0\u2000-\u200a\u202f\u205f\u3000]"
DOT = "[.．·]"
S = f"{GAP}*"
TAIL = f"({D}{S}{D}{S}{D}{S}{D})"
CHINA = f"(?:{ZERO}{S}{ZERO}{S})?{EIGHT}{S}{SIX}"
AREA = f"(?:{ONE}{S}{ZERO}|{TWO}{S}{D}|[3-9３-９]{S}{D}{S}{D})"
DAY = f"(?:19|20){D}{D}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]{D}|3[01])"
# Several mobiles written in one are one number here; 1985-03-05 138 is none.
MOBILE = (
    f"(?!19{D}{D}-{D}{D}?-{D}{D}?(?!{D}))((?:{CHINA}{S})?(?:{ZERO}{S})?{ONE}{S}[3-9３-９]{S}{D})"
    f"(?:{S}{D}){{4}}(?:(?:{S}{D}){{11}})*?{S}{TAIL}"
)
LANDLINE = f"((?:(?:{CHINA}{S})?{ZERO}|{CHINA}{GAP}){S}{AREA}{S})[2-8２-８](?:{S}{D}){{2,3}}?{S}{TAIL}"
SERVICE = f"((?:{CHINA}{S})?[48４８]{S}{ZERO}{S}{ZERO}{S}){D}{S}{D}{S}{D}{S}{TAIL}"
DOTTED = f"((?:{ONE}{D}{D}|{ZERO}{D}{{2,3}}|[48４８]{ZERO}{ZERO}){DOT}){D}{{3,4}}{DOT}?({D}{{4}})"
SCIENTIFIC = f"({D})\\.{D}{{6,}}[eE][+]?{D}+"  # what a spreadsheet made of one
FIGURE = f"(?<![*.,¥￥])(?!{DAY})(?:{D}{{3,7}}|{D}{{1,3}},(?:{D}{{3}},)*{D}{D})({D},?{D}{{3}})(?![*元万]|[.,]{D})"

WHOLE = "|".join((MOBILE, LANDLINE, SERVICE, DOTTED, SCIENTIFIC))
# {1,1}? makes Postgres take the shortest that matches, as Python's order does.
WRITTEN = (
    (f"(?<!{D})(?:{WHOLE}){{1,1}}?(?!{D})", r"\1\3\5\7\9****\2\4\6\8"),
    (f"(?<![A-Za-z_]|{D})(?:{FIGURE})(?![A-Za-z_]|{D})", r"****\1"),
)
COMPILED = [(re.compile(written), masked) for written, masked in WRITTEN]
DIGIT = re.compile(D)
SUMS = {"amount"}


def veil(value: Any) -> Any:
    """A text with the numbers in it masked, or a dictionary or list with its texts so; anything else as it is.

    Under a key of `SUMS` stands a sum, however many digits it has.
    """
    if isinstance(value, dict):
        return {key: each if key in SUMS else veil(each) for key, each in value.items()}
    if isinstance(value, list):
        return [veil(each) for each in value]
    if isinstance(value, str) and DIGIT.search(value):
        for written, masked in COMPILED:
            value = written.sub(masked, value)
    return value


def veil_row(row: Model) -> Model:
    """Mask the numbers in all texts of a row, as far as it was read, and return it. For showing: it is not saved."""
    loaded = row.__dict__.keys() & {field.attname for field in row._meta.concrete_fields}
    for name in loaded:
        setattr(row, name, veil(getattr(row, name)))
    return row


def veiled(text: F | Func) -> F | Func:
    """The same of a text (an expression) in the database."""
    for written, masked in WRITTEN:
        text = Func(
            text, Value(written), Value(masked), Value("g"), function="regexp_replace", output_field=TextField()
        )
    return text
