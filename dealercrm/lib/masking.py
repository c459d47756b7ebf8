"""Phone numbers that stand within words: a note, a WeChat id that is the number. Masked for who may not read them.

What is a number in words is said here once, for pages, forms and filters, as expressions that Python and Postgres read
alike. It is at least what `find_phones` reads, in ASCII, full-width or Chinese digits:

- a mobile, a landline with its area code, a 400/800 number or a foreign one with its country, whatever brackets, blanks
  and dashes stand between its digits, or dots, colons and commas between its usual parts;
- seven or eight digits in one only after a word such as 电话 or 座机, or where they are `known` to be somebody's.

Days (2021-03-05, 20210305), sums (¥2800000, 2800000元, 价格1288000), door numbers and longer numbers are none.
"""

import re
from collections.abc import Callable
from typing import Any

from django.db.models import Func, TextField, Value
from django.db.models.expressions import F

D, ZERO, ONE, TWO, SIX, EIGHT = "[0-9０-９]", "[0０]", "[1１]", "[2２]", "[6６]", "[8８]"
GAP = r"[-－﹣‐-―−~～()（） \t\u00a0\u2000-\u200a\u202f\u205f\u3000]"
DOT = "[.．·:：_/,，、|]"
S = f"{GAP}*"
TAIL = f"({D}{S}{D}{S}{D}{S}{D})"
CHINA = f"(?:{ZERO}{S}{ZERO}{S})?{EIGHT}{S}{SIX}"
AREA = f"(?:{ONE}{S}{ZERO}|{TWO}{S}{D}|[3-9３-９]{S}{D}{S}{D})"
# Several mobiles written in one are one number here; 1985-03-05 138 is none.
MOBILE = (
    f"(?!19{D}{D}-{D}{D}?-{D}{D}?(?!{D}))((?:{CHINA}{S})?(?:{ZERO}{S})?{ONE}{S}[3-9３-９]{S}{D})"
    f"(?:{S}{D}){{4}}(?:(?:{S}{D}){{11}})*?{S}{TAIL}"
)
LANDLINE = f"((?:(?:{CHINA}{S})?{ZERO}|{CHINA}{GAP}){S}{AREA}{S})[2-8２-８](?:{S}{D}){{2,3}}?{S}{TAIL}"
SERVICE = f"((?:{CHINA}{S})?[48４８]{S}{ZERO}{S}{ZERO}{S}){D}{S}{D}{S}{D}{S}{TAIL}"
DOTTED = f"((?:{ONE}{D}{D}|{ZERO}{D}{{2,3}}|[48４８]{ZERO}{ZERO}){DOT}){D}{{3,4}}{DOT}?({D}{{4}})"
SCIENTIFIC = f"({D})\\.{D}{{6,}}[eE][+]?{D}+"  # what a spreadsheet made of one
COMMAS = f"({ONE}[3-9３-９]),{D}{{3}},{D}{{3}},({D}{{3}})"  # a mobile shown as a figure
WHOLE = "|".join((MOBILE, LANDLINE, SERVICE, DOTTED, SCIENTIFIC))

# 一三八零零一三八零零零, digits and signs mixed as may be.
SIGN = "[0-9０-９〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]"
MIXED = f"(?=(?:{D}{S}){{0,10}}[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖])"  # at least one of the signs
FIRST = f"[1１一幺壹]{S}[3-9３-９三四五六七八九叁肆伍陆柒捌玖]{S}{SIGN}"
IN_CHINESE = (
    f"({FIRST})(?:{S}{SIGN}){{4}}{S}({SIGN}(?:{S}{SIGN}){{3}})"
    f"|([0０〇零]{S}{SIGN}{S}{SIGN}(?:{S}{SIGN})?){S}(?:{SIGN}{S}){{3,4}}({SIGN}(?:{S}{SIGN}){{3}})"
)
FOREIGN = f"([+＋]{S}[1-9]{D}{{0,2}})(?:{GAP}*{D}){{4,10}}{S}{TAIL}"
# Seven or eight digits after a word that says what they are, with at most a few others between.
SAYS = "电话|座机|固话|家电|宅电|联系方式|联系号码|号码|手机|致电|拨打|来电|[Tt]el(?:ephone)?|TEL|[Pp]hone"
CALLED = f"((?:{SAYS})[^0-9０-９价款元￥¥，,。;；\\n]{{0,6}}){D}{{3,4}}{GAP}?({D}{{4}})"

# {1,1}? makes Postgres take the shortest that matches, as Python's order does.
WRITTEN = (
    (f"(?<!{D})(?:{WHOLE}){{1,1}}?(?!{D})", r"\1\3\5\7\9****\2\4\6\8"),
    (f"(?<!{D}){COMMAS}(?!{D})", r"\1,****\2"),
    (f"(?<!{SIGN}){MIXED}(?:{IN_CHINESE})(?!{SIGN})", r"\1\3****\2\4"),
    (f"(?<!{D}){FOREIGN}(?!{D})", r"\1****\2"),
    (f"{CALLED}(?!{D})", r"\1****\2"),
)
# In a filter any run of seven to eleven digits is masked: whose number it may be is not asked of every row.
RUN = (
    f"(?<![A-Za-z_*.,]|{D})(?:{D}{{3,7}}|{D}{{1,3}},(?:{D}{{3}},)*{D}{D})({D},?{D}{{3}})(?![A-Za-z_*]|{D}|[.,]{D})",
    r"****\1",
)
# Every way to write a digit, as SIGN has them.
WAYS = ("0０〇零○", "1１一幺壹", "2２二贰", "3３三叁", "4４四肆", "5５五伍", "6６六陆", "7７七柒", "8８八捌", "9９九玖")
COMPILED = [(re.compile(written), masked) for written, masked in WRITTEN]
ALONE = re.compile(f"(?<![A-Za-z_*.-]|{D})(?:{D}{{3,4}}[- ]?)({D}{{4}})(?![A-Za-z_*.-]|{D})")
ENOUGH = re.compile(
    f"(?:{SIGN}[^0-9０-９〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]*){{7}}"
)  # fewer digits are no number


def mask_numbers(value: Any, is_known: Callable[[str], bool] | None = None) -> Any:
    """A text with the numbers in it masked, or a dictionary or list with its texts so; anything else as it is.

    `is_known` says of seven or eight digits whether they are somebody's number.
    """
    if isinstance(value, dict):
        return {key: mask_numbers(each, is_known) for key, each in value.items()}
    if isinstance(value, list):
        return [mask_numbers(each, is_known) for each in value]
    if isinstance(value, str) and ENOUGH.search(value):
        for written, masked in COMPILED:
            value = written.sub(masked, value)
        if is_known:
            value = ALONE.sub(lambda found: f"****{found[1]}" if is_known(found[0]) else found[0], value)
    return value


def written(number: str) -> str:
    """Expression (for Python and Postgres) of one stored number, however its digits are written and whatever stands
    between them; of a landline also without its area code."""
    area, _dash, local = number.rpartition("-")
    between = f"(?:{S}|{DOT})"
    of_area, of_local = (
        between.join(f"[{WAYS[int(sign)]}]" for sign in part if sign.isdigit()) for part in (area, local)
    )
    if not area and len(local) == 11 and local.startswith("1"):
        return of_local  # a mobile: behind 86, or several written in one
    return f"(?<!{D})(?:{of_area}{between})?{of_local}(?!{D})" if area else f"(?<!{D}){of_local}(?!{D})"


def masked_in_database(text: F | Func) -> F | Func:
    """The same of a text (an expression) in the database, for filters that must not let a number be guessed."""
    for written, masked in (*WRITTEN, RUN):
        text = Func(
            text, Value(written), Value(masked), Value("g"), function="regexp_replace", output_field=TextField()
        )
    return text
