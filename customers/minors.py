"""What may be kept of a child's birthday: a rule without a database (AR-16).

Data of a child under 14 is sensitive by law (CHINA.md). Without a guardian's recorded consent neither a date of birth
nor an age is kept, only the band it falls into: every way into the archive goes through `kept`. A text stays as it was
written; `child_words` says what of it tells a child's birth or age, so that it is marked.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from dealercrm.lib.birthdays import Birthday, parse_birthday
from dealercrm.lib.birthdays.words import DIGITS, number

CHILD_UNDER = 14
BANDS = ((2, "0-2"), (6, "3-6"), (13, "7-13"))  # up to this age, in full years
YOUNG_RELATIONS = frozenset({"child", "grandchild"})

# --- who a remark is about -----------------------------------------------------------------

_CHILD_WORD = (
    "儿子|女儿|闺女|[男女小]?孩[子儿]?+|儿童|宝宝|宝贝|[大小二三]宝|老[大二三]|娃[娃儿]?+|丫头|囡囡|小朋友|小家伙|千金"
    r"|孙子|孙女|外孙女?+|侄[子女儿]?+|外甥女?+|[0-9一二两三四]个?[儿女孩娃](?!士|人)|(?<![\u4e00-\u9fff])[儿女](?=\W?[0-9])|\b(?:(?:grand)?(?:sons?|daughters?|child(?:ren)?)|kids?)\b"
)
_USED_BY_CHILDREN = "[房室间床桌椅凳柜衣被枕灯书套]|家具|沙发|护栏|学习|系列"
_CHILD = re.compile(
    rf"(?:{_CHILD_WORD})(?!的?[大小新卧婚主次]?(?:{_USED_BY_CHILDREN})|的?[他她]?(?:[爸妈]|[父母]亲|爷爷|奶奶))",
    re.IGNORECASE,
)
_GROWN_UP = re.compile(
    r"[父母]亲|爸|妈|老[人公婆]|先生|太太|爱人|配偶|丈夫|妻子|本人|业主|爷爷|奶奶|外公|外婆|岳|husband|wife|mother|father"
)
# A child told of so has grown up, however old exactly.
_HAS_GROWN = re.compile(
    "工作|上班|就业|(?<!小)大学|大[一二三四](?!岁)|本科|读研|研究生|考研|博士|硕士|留学|结婚|已婚|成家|嫁|娶|(?<!未)成年|当兵|参军"
    "|[男女]朋友|对象|女婿|儿媳|works?\\b|working|married|university|college|grown",
    re.IGNORECASE,
)
_OF_A_FAMILY = re.compile("家庭|家人|成员|人口|household|family", re.IGNORECASE)  # a header that lets a day be a birth
_NOBODY = re.compile("[狗猫犬宠房楼床柜龄]|泰迪|金毛|柯基|沙发|家具")  # 5岁 is theirs

# --- how an age is told --------------------------------------------------------------------

_ONES = "一二三四五六七八九"
_NO_RANK = "(?<!老)"  # 老二
# Of 七八岁 the first; 3-6岁 is a band already.
_NUMBER = rf"{_NO_RANK}(?<![0-9\-~～—到至])(?P<number>[0-9]{{1,2}}|[{_ONES}]?十[{_ONES}]?|[{_ONES}两])[{_ONES}]?\s*"
_AGE = re.compile(
    rf"{_NUMBER}(?:[多来]?\s*[周虚]?岁(?:半|多|零?[0-9]{{1,2}}个月)?|years?[\s-]old)(?!以[上下内]|起|可用)",
    re.IGNORECASE,
)
_FEW_MONTHS = re.compile(rf"{_NUMBER}(?:(?P<months>个半?月|months?)|天|周)(?P<old>[多\s]*大|\sold)?", re.IGNORECASE)
_ASKS_AGE = re.compile(r"年龄|几岁|多大|\bage\b", re.IGNORECASE)

# --- how a birth is told -------------------------------------------------------------------

_YEAR4, _FIGURES, _NUMERALS = r"(?:19|20)[0-9]{2}", "〇零○" + _ONES, f"正{_ONES}十冬腊"
_MONTH = rf"\s*(?:农历|阴历)?闰?(?:[0-9]{{1,2}}|[{_NUMERALS}]{{1,2}})\s*月"
_DAY = rf"\s*(?:[0-9]{{1,2}}|[初廿{_NUMERALS}]{{1,3}})(?:\s*[日号])?"
_NO_BIRTH = "(?![病产鲜活意气效态])"  # 2021年生病
_BORN_BEFORE, _BORN_AFTER = "(?:出?生[于在])?(?:农历|阴历)?", rf"(?:\s*(?:出生|生(?!日){_NO_BIRTH}))?"
# A day with its year, as people write it: 2019-05-03, 2019年5月3日, 2019年农历五月初三, 20190503.
BORN = re.compile(
    rf"(?<![0-9]){_YEAR4}(?:(?:[-./][0-9]{{1,2}}[-./][0-9]{{1,2}})(?![0-9])|[0-9]{{4}}(?![0-9])"
    rf"|年{_MONTH}{_DAY}){_BORN_AFTER}"
)
# Where the words around it speak of a birth, also 21.3.3, 2023年3月, 五月初三 and a mere 2021.
_IN_WORDS = (
    rf"{_NO_RANK}(?<![0-9.])(?:(?:{_YEAR4}|[0-9]{{2}}|[{_FIGURES}]{{4}}|[{_FIGURES}]{{2}})\s*年(?:{_MONTH}(?:{_DAY})?)?"
    rf"|{_MONTH}{_DAY})"
)
_IN_FIGURES = (
    rf"(?<![0-9.\-/])(?:(?:{_YEAR4}|[0-9]{{2}})(?P<mark>[./\-])[0-9]{{1,2}}(?P=mark)[0-9]{{1,2}}"
    rf"|{_YEAR4}(?:[0-9]{{4}}|[./\-][0-9]{{1,2}})?|[0-9]{{1,2}}[./\-][0-9]{{1,2}})"
    r"(?![0-9.\-/岁]|\s*(?:[米元万块折寸*×x]|c?m\b))"
)
_BIRTH = re.compile(rf"{_BORN_BEFORE}(?P<day>{_IN_WORDS}|{_IN_FIGURES}){_BORN_AFTER}", re.IGNORECASE)
_ITS_YEAR = re.compile(rf"{_YEAR4}|[0-9]{{2}}(?=\s*年|[./\-][0-9]+[./\-])|[{_FIGURES}]{{2,4}}(?=\s*年)")
_SPEAKS_OF_BIRTH = re.compile(
    rf"生日|生辰|出生|降生|诞生|生[于在]|[0-9日号年月初十{_ONES}]生{_NO_BIRTH}|born|birth", re.IGNORECASE
)
_ERRAND = re.compile("[婚装送修签购买付住搬订交量]")  # a day beside it is none of birth

# What may stand beside an age or a day that is told of a child and of nothing else: 女儿豆豆现在8个月了.
_NO_MORE = re.compile(
    rf"{_CHILD_WORD}|今年|现在|目前|已经|出生|大[概约]|情况|信息|备注|说明|年龄|生日|\b(?:is|now|about)\b"
    r"|(?P<syllable>[\u4e00-\u9fff])(?P=syllable)|小[\u4e00-\u9fff]|[大才刚满快约都有是了的\W0-9_]",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"([，,。;；\n、|]|\s(?![0-9年月日号生]|[周虚]?岁|个半?月|(?:years?|months?|old|born|in|on)\b))", re.IGNORECASE
)
_BARE_AGE = re.compile(rf"\s*{_NUMBER}")
_AGE_OF_ANYBODY = re.compile(rf"{_NUMBER}[周虚]?岁(?:半|多)?(?!以[上下内]|起|可用)")
_WORTH_A_LOOK = re.compile(f"{_CHILD.pattern}|[0-9{_ONES}十两].?岁", re.IGNORECASE)

# In the words of the database, nothing that `child_words` would find is left out by it: what is worth a closer look.
WORTH_READING = (
    "[儿女孩宝娃孙侄甥岁ａ-ｚＡ-Ｚ]|丫头|囡|小朋友|小家伙|千金|老[大二三]|son|daughter|child|kid|years?.?old"
)


def is_child(relation: str, birthday: Birthday | None, today: date) -> bool:
    """Must this birthday be treated as a child's? A son's without a year may be, an aunt's without a year is not."""
    age = None if birthday is None else birthday.age_on(today)
    return relation in YOUNG_RELATIONS if age is None else age < CHILD_UNDER


def age_band(birthday: Birthday, today: date) -> str:
    """'0-2', '3-6' or '7-13'; '' for who is older, or of unknown age."""
    age = None if birthday is None else birthday.age_on(today)
    return "" if age is None else next((band for upto, band in BANDS if age <= upto), "")


def kept(relation: str, birthday: Birthday, *, has_consent: bool, today: date) -> tuple[Birthday | None, str]:
    """(birthday, age band) as they may be written down: one of the two at most."""
    if birthday is None or has_consent or not is_child(relation, birthday, today):
        return birthday, ""
    return None, age_band(birthday, today)


def is_about_children(text: str) -> bool:
    """Do the words name a child, and not just something a child uses?"""
    return bool(_CHILD.search(text))


class _Header(NamedTuple):
    """What the words before a text, such as the header of its column, let it be about."""

    is_childs: bool
    asks_age: bool
    speaks_of_birth: bool
    is_of_a_family: bool


@cache
def _header(under: str) -> _Header:
    asked = (_ASKS_AGE, _SPEAKS_OF_BIRTH, _OF_A_FAMILY)
    return _Header(is_about_children(under), *(bool(words.search(under)) for words in asked))


def child_words(text: str, today: date, *, under: str = "") -> list[str]:
    """The words of a text that tell a child's birth or age, as they stand in it: '女儿五岁，3月5日送床' -> ['五岁'].

    A child is who is under 14, or may be: of whom no age and nothing grown-up is said. `under` are words that stand
    before the text. A band of ages (3-6岁) tells neither, and what a child uses is no child.
    """
    header = _header(under)
    if not (header.is_childs or header.is_of_a_family or _WORTH_A_LOOK.search(unicodedata.normalize("NFKC", text))):
        return []
    plain = _same_length(text)
    spans = list(_spans(plain, header, today))
    if header.is_of_a_family:
        spans += [found.span() for found in BORN.finditer(plain) if _is_young(_age_on(found[0], today))]
    told = dict.fromkeys(text[start:end].strip() for start, end in sorted(spans))
    return [words for words in told if not any(words in other for other in told if other != words)]


def _same_length(text: str) -> str:
    """Full-width signs as plain ones, each in its place."""
    plain = (unicodedata.normalize("NFKC", sign) for sign in text)
    return "".join(new if len(new) == 1 else old for old, new in zip(text, plain, strict=True))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """(where it begins, piece): what stands between marks, each about one child at most."""
    start = 0
    for piece in _BETWEEN.split(text):
        named = [found.start() for found in _CHILD.finditer(piece)][1:]
        for begin, end in zip([0, *named], [*named, len(piece)], strict=True):
            yield start + begin, piece[begin:end]
        start += len(piece)


def _spans(text: str, header: _Header, today: date) -> Iterator[tuple[int, int]]:
    is_childs = is_of_nothing_else = header.is_childs
    has_grown = False
    of_unknown_age: list = []
    for start, piece in _pieces(text):
        is_named, is_of_grown_up = is_about_children(piece), bool(_GROWN_UP.search(piece))
        if is_named or is_of_grown_up:
            yield from [] if has_grown else of_unknown_age
            has_grown, of_unknown_age = False, []
        is_childs = is_named or (is_childs and not is_of_grown_up)
        is_of_nothing_else = (is_named or is_of_nothing_else) and _says_no_more(_BIRTH.sub("", _AGE.sub("", piece)))
        if not is_childs:
            yield from _young(start, [] if _NOBODY.search(piece) else _ages_in(_AGE_OF_ANYBODY.finditer(piece)))
            continue
        told = _ages(piece, header)
        for (begin, end), _age in told:
            piece = piece[:begin] + "岁" * (end - begin) + piece[end:]
        is_spoken_of = _SPEAKS_OF_BIRTH.search(piece) or (header.speaks_of_birth and not _ERRAND.search(piece))
        if is_spoken_of or is_of_nothing_else:
            told += [(found.span(), _age_on(found["day"], today)) for found in _BIRTH.finditer(piece)]
        has_grown = (
            has_grown or bool(_HAS_GROWN.search(piece)) or any(age and age >= CHILD_UNDER for _span, age in told)
        )
        of_unknown_age += [(start + begin, start + end) for (begin, end), age in told if age is None and is_spoken_of]
        yield from _young(start, told)
    yield from [] if has_grown else of_unknown_age


def _young(start: int, told: list[tuple[tuple[int, int], int | None]]) -> list[tuple[int, int]]:
    return [(start + begin, start + end) for (begin, end), age in told if _is_young(age)]


def _is_young(age: int | None) -> bool:
    return age is not None and age < CHILD_UNDER


def _ages_in(found: Iterable) -> list[tuple[tuple[int, int], int]]:
    return [(each.span(), number(each["number"])) for each in found]


def _ages(piece: str, header: _Header) -> list[tuple[tuple[int, int], int]]:
    """[(where, how old)] of the ages in a piece about a child."""
    if header.asks_age and (bare := _BARE_AGE.fullmatch(piece)):
        return [(bare.span(), number(bare["number"]))]
    few = _FEW_MONTHS.search(piece)
    told = _ages_in(_AGE.finditer(piece))
    if few and (few["old"] or _says_no_more(_FEW_MONTHS.sub("", piece))):
        told.append((few.span(), number(few["number"]) // 12 if few["months"] else 0))
    return told


def _age_on(day: str, today: date) -> int | None:
    """How old who was born on a day in words is; None where it names no year."""
    year = _ITS_YEAR.match(day)
    if not year:
        return None
    try:
        return parse_birthday(day, today=today).age_on(today)
    except ValueError:  # only a year and perhaps its month
        born = int("".join(str(DIGITS.get(sign, sign)) for sign in year[0]))
    if born < 100:
        born += 2000 if born <= today.year % 100 else 1900
    return max(today.year - born, 0)


def _says_no_more(rest: str) -> bool:
    return not _NO_MORE.sub("", rest)
