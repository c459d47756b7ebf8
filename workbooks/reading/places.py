"""Where somebody lives, from however many columns say it."""

import re
from datetime import date
from functools import lru_cache

from workbooks.reading.cells import half_width
from workbooks.reading.filling import LENGTHS, fill
from workbooks.reading.rooms import Place, parse_address, parse_door, split_community
from workbooks.reading.sheets import as_text

_PARTS = ("community", "building", "unit", "room")
PLACE = (*_PARTS, "address")


def read_place(record, cells, reading):
    """Community, building, unit and room, whether in one column, in two, or in one each."""
    known, raw = {}, []
    for name, parse in _PARSERS:
        for header, value in cells.get(name, ())[:1]:
            text = as_text(value)
            if name == "room" and isinstance(value, date):
                record.say("room_is_date", value=text, column=header)
                record.note(text, under=header)
                continue
            place = parse(text)
            for part in _PARTS:
                if found := getattr(place, part):
                    known.setdefault(part, found)
            if not place.is_whole:
                raw.append(text)
    if not known and not raw:
        return
    if any(name in record.facts for name in PLACE):
        if any(record.facts.get(part) != value for part, value in known.items()):
            told = [
                cell for name in ("community", "address", "building", "unit", "room") for cell in cells.get(name, ())
            ]
            text = " ".join(as_text(value) for _header, value in told)
            headers = dict.fromkeys(("address", "community", "room")) | {name: cells[name][0][0] for name in cells}
            record.note(text, under=headers["address"] or headers["community"] or headers["room"] or "")
            record.say("several_addresses", value=text)
        return
    for part, value in known.items():
        fill(record, part, value, part)
    if raw:
        fill(record, "address", " ".join(raw), "")


def _bare(part):
    """A column of its own: 23栋, 23# and 23 are building 23; 23栋2单元 tells the unit too."""

    def parse(text):
        place = parse_door(text)
        if getattr(place, part):
            return place
        bare = re.sub(r"\s*(?:号楼|栋|幢|座|楼|号|#|单元|门)$", "", half_width(text))
        return Place(**{part: bare})

    return parse


@lru_cache(maxsize=20_000)
def _room(text):
    place = parse_door(text)
    return place if place.is_whole else Place(room=text) if len(text) <= LENGTHS["room"] else place


_PARSERS = (
    ("building", _bare("building")),
    ("unit", _bare("unit")),
    ("room", _room),
    ("community", split_community),
    ("address", parse_address),
)
