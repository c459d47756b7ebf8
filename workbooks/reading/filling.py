"""Putting a text into a field of a Record, as long as the archive's column holds it."""

# How much the archive's columns hold.
LENGTHS = {
    "name": 60, "salutation": 20, "wechat": 60, "community": 80, "building": 20, "unit": 20, "room": 20, "address": 200,
    "occupation": 40, "household": 200, "introducer_name": 60, "best_time": 60, "avoid": 200,
    "education": 40, "small_talk": 300,
}  # fmt: skip


def fill(record, target, text, header):
    """The first text of a field stays; a later one, and the whole of one that is too long, goes into the notes."""
    text = text.strip()
    if not text:
        return
    if target in record.facts:
        if record.facts[target] != text:
            record.note(text, under=header)
        return
    limit = LENGTHS[target]
    if len(text) > limit:
        record.keep_raw("too_long", text, header)
        text = text[:limit]
    record.facts[target] = text
