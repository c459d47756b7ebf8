"""Where somebody lives, from however many columns say it."""

import re
from datetime import date

from workbooks.reading.cells import half_width
from workbooks.reading.filling import LENGTHS, fill
from workbooks.reading.rooms import Place, parse_address, parse_door, split_community
from workbooks.reading.sheets import as_text


def take_place(record, view, own):
    """Community, building, unit and room, whether in one column, in two, or in one each."""
    known = {}
    raw = []
    for name, parse in (
        ("building", _bare("building")),
        ("unit", _bare("unit")),
        ("room", _room),
        ("community", split_community),
        ("address", parse_address),
    ):
        header, value = view.first(name, own)
        if value is None:
            continue
        if name == "room" and isinstance(value, date):
            record.say("room_is_date", value=as_text(value), column=header)
            record.note(as_text(value), under=header)
            continue
        text = as_text(value)
        place = parse(text)
        for part in ("community", "building", "unit", "room"):
            if getattr(place, part):
                known.setdefault(part, getattr(place, part))
        if not place.is_whole:
            raw.append(text)
    if not known and not raw:
        return
    if any(name in record.facts for name in ("community", "building", "unit", "room", "address")):
        if any(record.facts.get(part) != value for part, value in known.items()):
            text = " ".join(
                as_text(value)
                for name in ("community", "address", "building", "unit", "room")
                for _h, value in view.all(name, own)
            )
            record.note(
                text,
                under=view.first("address", own)[0] or view.first("community", own)[0] or view.first("room", own)[0],
            )
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


def _room(text):
    place = parse_door(text)
    return place if place.is_whole else Place(room=text) if len(text) <= LENGTHS["room"] else place
