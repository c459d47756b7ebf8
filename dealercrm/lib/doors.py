"""Doors as people say and type them (AR-14): 23-2-1191, 23栋2单元1191室, A座1203, 8号楼.

A door is a building, perhaps a unit, and a room. A row is found by its parts from the building on, by each beginning
of its room, and without its building or its unit where people leave them out.
"""

import re
import unicodedata
from functools import lru_cache

DOOR = "#"  # no name, pinyin or phone begins so
LONGEST_ROOM = 5
_BUILDING = r"(?P<building>[a-z]\d{0,3}|\d{1,3}[a-z]?)"
_OF_BUILDING, _OF_UNIT = r"(?:号楼|栋|幢|座|楼|号|#)", r"(?:单元|门)"
_ROOM = rf"(?P<room>\d{{1,4}}[a-z]?)(?:室|号|户|{_OF_UNIT})?"
# The first digits of a mobile with a dash behind them (138-1234) are no building.
_DOOR = re.compile(
    rf"(?<![0-9a-z-])(?!1[3-9]\d-){_BUILDING}\s?"
    rf"(?:(?:{_OF_BUILDING}-?|-)\s?(?:(?P<unit>\d{{1,2}})\s?(?:{_OF_UNIT}-?|-)\s?)?{_ROOM}|(?:号楼|栋|幢|座|#))"
    r"(?![0-9a-z-])"
)


def take_doors(words: str) -> tuple[list[tuple[str, ...]], str]:
    """([the parts of each door], the words without them); the words come back in half width and small letters."""
    plain = re.sub("[‐-―−]", "-", unicodedata.normalize("NFKC", words).lower())
    found = [tuple(part.lstrip("0") or "0" for part in door.groups() if part) for door in _DOOR.finditer(plain)]
    return found, _DOOR.sub(" ", plain)


@lru_cache(maxsize=20_000)  # a thousand families live at 3-2-1502 of one community or another
def door_tokens(words: str) -> set[str]:
    """What a row with this door is found by: at most eleven."""
    tokens = set()
    for building, *rest in take_doors(words)[0]:
        tokens.add(DOOR + building)
        if rest:
            *unit, room = rest
            beginnings = [room[:length] for length in range(1, min(len(room), LONGEST_ROOM) + 1)]
            tokens.update(DOOR + "-".join([building, *unit, beginning]) for beginning in beginnings)
            tokens.update({f"{DOOR}{building}-{part}" for part in rest} | {DOOR + "-".join(rest)} if unit else ())
    return tokens
