"""Finding people as one types (AR-14): pieces of a name, pinyin or initials, digits of a phone, the community.

A row's tokens lie in a text[] column under a GIN index; a query's tokens must ALL be contained (`@>`), nothing else
is needed. These kinds share the column and cannot be mistaken for each other:

    张  张小  张小美  万科城    1- to 3-grams of the name, 2- and 3-grams of community, relatives and `extra`
    zhangx  xiaomei  zxm  xm   prefixes, at most 16 letters, of pinyin and initials from any character of the name on
    zhangxm                    the surname and the initials of the rest
    wank  wankecheng  wkc      of community and relatives: prefixes from the first character on
    p138  p5678  p13800138000  the first three digits, every four in a row, and all digits of a phone

One character, and one syllable, finds names only: 花 would else bring every 花园, wang every 望江花园.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, chain
from pathlib import Path

from pypinyin import Style, lazy_pinyin, pinyin

PHONE = "p"  # no pinyin is a p followed by a digit: these can be told apart and left out
LONGEST_PREFIX = 16
LONGEST_NAME = 8  # characters that are spelt; longer ones are firms, found by their Chinese
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
NAME_UNITS = re.compile(rf"[{HAN}]|[a-z]+")
# Up to three digits belong to the words around them (万科3期, 2栋); four or more are looked for in phones.
QUERY_RUNS = re.compile(rf"\d{{4,}}|(?:[{HAN}]|\d{{1,3}}(?!\d))+|[a-z]+")
TEXT_RUNS = re.compile(rf"(?:[{HAN}]|\d+)+|[a-z]+")
COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "司徒",
        "东方",
        "独孤",
        "南宫",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "长孙",
        "宇文",
        "司空",
        "端木",
        "百里",
        "呼延",
        "万俟",
        "澹台",
        "单于",
        "濮阳",
        "淳于",
        "太叔",
        "申屠",
        "轩辕",
        "钟离",
        "闻人",
        "赫连",
        "乐正",
        "子车",
    ]
)


def search_tokens(
    name: str,
    phones: Iterable[str] = (),
    communities: Iterable[str] = (),
    extra: Iterable[str] = (),
    relatives: Iterable[str] = (),
) -> list[str]:
    """Sorted distinct tokens of one customer. `phones` as `dealercrm.lib.phones` writes them; `extra` more words."""
    tokens = set(_name_tokens(_plain(name)))
    for phone in phones:
        tokens.update(_phone_tokens(phone))
    for words in filter(None, (*communities, *relatives, *extra)):
        tokens.update(_words_tokens(_plain(words)))
    for community in filter(None, communities):
        tokens.update(_spelt_community(_plain(community)))
    for relative in filter(None, relatives):
        tokens.update(_spelt_relative(_plain(relative)))
    return sorted(tokens)


def query_tokens(query: str) -> list[str]:
    """Tokens that must all be contained in a row's; [] if nothing in the query can be looked for.

    Those that start with `PHONE` and a digit ask for phones: `is_phone_token`; drop or refuse them for whoever may not
    search phones. Fewer than four digits beside other words are passed over: more are still to be typed.
    """
    tokens: list[str] = []
    for run in QUERY_RUNS.findall(_plain(query).replace("'", "")):
        if not run.isdigit():
            tokens += [run[:LONGEST_PREFIX]] if run.isascii() else _grams(run)
        elif re.fullmatch(r"1[3-9]\d{9}", run) or len(run) <= 4:
            tokens.append(PHONE + run)
        else:
            tokens += _windows(run)
    tokens = list(dict.fromkeys(tokens))
    return [token for token in tokens if not (is_phone_token(token) and len(token) < 5)] or tokens


def is_phone_token(token: str) -> bool:
    return token[0] == PHONE and token[1:].isdigit()


def pinyin_sort_key(name: str) -> str:
    """'zhang xiao mei': lower-case ASCII, a surname in its reading as a surname. Order by it, then by the name."""
    units = NAME_UNITS.findall(_plain(name))
    return " ".join(readings[0] for readings in _readings(units) if readings)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text or "").lower()
    return folded.replace("ü", "v")


@lru_cache(maxsize=4096)
def _name_tokens(name: str) -> set[str]:
    tokens = set(chain.from_iterable(_grams_upto(run, 1) for run in TEXT_RUNS.findall(name) if not run.isascii()))
    readings = _readings(NAME_UNITS.findall(name)[:LONGEST_NAME])
    for start in range(len(readings)):
        for spelling in _spellings(readings[start:]):
            tokens.update(_prefixes("".join(spelling)))
            tokens.update(_prefixes(_initials(spelling)))
    surname = _surname_length(name)
    rest = _initials([options[0] for options in readings[surname:]])
    for spelling in _spellings(readings[:surname]):
        tokens.update(_prefixes("".join(spelling) + rest))
    return tokens


@lru_cache(maxsize=4096)
def _spelt_community(name: str) -> set[str]:
    spelt = lazy_pinyin("".join(NAME_UNITS.findall(name)[:LONGEST_NAME]), errors="ignore")
    return _spelt(spelt, 3)


def _spelt_relative(name: str) -> set[str]:
    syllables = [options[0] for options in _readings(NAME_UNITS.findall(name)[:LONGEST_NAME])]
    surname = _surname_length(name)
    surname_and_initials = "".join(syllables[:surname]) + _initials(syllables[surname:])
    return {surname_and_initials[:LONGEST_PREFIX], *_spelt(syllables, 2)}


def _spelt(syllables: list[str], fewest: int) -> set[str]:
    """Beginnings of the whole that are longer than its first syllable, and of at least so many initials."""
    if len(syllables) < 2:
        return set()
    whole, initials = "".join(syllables)[:LONGEST_PREFIX], _initials(syllables)
    tokens = {whole[:length] for length in range(len(syllables[0]) + 1, len(whole) + 1)}
    return tokens | {initials[:length] for length in range(fewest, len(initials) + 1)}


def _surname_length(name: str) -> int:
    return 2 if name[:2] in COMPOUND_SURNAMES else 1


def _initials(syllables: list[str]) -> str:
    return "".join([syllable[0] for syllable in syllables])


def _spellings(readings: list[tuple[str, ...]]) -> Iterator[list[str]]:
    """The usual reading of every character, and each other reading of one of them: all combinations would explode."""
    usual = [options[0] for options in readings]
    yield usual
    for place, options in enumerate(readings):
        for other in options[1:]:
            yield [*usual[:place], other, *usual[place + 1 :]]


def _readings(units: list[str]) -> list[tuple[str, ...]]:
    """For every character or Latin word its readings, the usual first; those that cannot be spelt are left out."""
    if "".join(units[:2]) in COMPOUND_SURNAMES:
        surname, given = units[:2], units[2:]
    else:
        surname, given = units[:1], units[1:]
    whole = "".join(surname)
    spelt = _surnames().get(whole) or [lazy_pinyin(whole) if len(surname) == 2 else []]
    as_surname = zip(*spelt, strict=True) if spelt[0] else [()] * len(surname)
    first = [tuple(dict.fromkeys((*said, *_character(unit)))) for said, unit in zip(as_surname, surname, strict=True)]
    return [options for options in (*first, *map(_character, given)) if options]


@lru_cache(maxsize=30_000)
def _character(unit: str) -> tuple[str, ...]:
    if unit.isascii():
        return (unit,)
    spelt = pinyin(unit, style=Style.NORMAL, heteronym=True, errors="ignore")
    found = [reading for reading in spelt[0] if reading.isascii() and reading.isalpha()] if spelt else []
    # 吕 is typed lv, lu and lyu.
    return tuple(
        dict.fromkeys(
            chain.from_iterable(
                [reading, reading.replace("v", "u"), reading.replace("v", "yu")] if "v" in reading else [reading]
                for reading in found
            )
        )
    )


@lru_cache(maxsize=1)
def _surnames() -> dict[str, list[list[str]]]:
    """{surname: [[reading of each character], ...]}: those that pinyin tables read as ordinary words."""
    table = Path(__file__).parent / "data" / "surname_readings.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        return {
            row["surname_zh"]: [
                reading.split()
                for reading in (row["surname_reading"], *filter(None, row["also_index_readings"].split(";")))
            ]
            for row in csv.DictReader(lines)
        }


@lru_cache(maxsize=4096)
def _words_tokens(words: str) -> set[str]:
    tokens = set()
    for run in TEXT_RUNS.findall(words):
        tokens.update(_prefixes(run) if run.isascii() and run.isalpha() else _grams_upto(run, 2))
    return tokens


def _phone_tokens(phone: str) -> list[str]:
    digits = phone.replace("-", "")
    return [PHONE + digits, PHONE + digits[:3], *_windows(digits)]


def _windows(digits: str) -> list[str]:
    return [PHONE + digits[at : at + 4] for at in range(len(digits) - 3)]


def _prefixes(word: str) -> Iterator[str]:
    return accumulate(word[:LONGEST_PREFIX])


def _grams(run: str) -> list[str]:
    return [run] if len(run) <= 3 else [run[at : at + 3] for at in range(len(run) - 2)]


def _grams_upto(run: str, shortest: int) -> list[str]:
    return [run[at : at + size] for size in range(shortest, 4) for at in range(len(run) - size + 1)]
