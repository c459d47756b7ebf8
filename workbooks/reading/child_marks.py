"""What the texts of a record may tell of a child under 14: marked for a person to settle, never rewritten."""

from collections.abc import Iterator
from datetime import date

from customers.minors import child_words, is_child
from workbooks.reading.drafts import Record
from workbooks.reading.sheets import as_text

_NO_REMARKS = {"wechat", "community", "building", "unit", "room", "source", "salutation"}


def mark_children(record: Record, today: date) -> None:
    """Fill `record.marks` with (field, words) of every text that may tell a child's birth or age."""
    if record.is_refused:
        return  # nothing of it comes in
    for field, text, under in _texts(record, today):
        if words := child_words(text, today, under=under):
            record.marks.append((field, words))
    if record.marks and not record.is_own_export:  # what comes back unchanged may be settled long since
        record.say("tells_of_a_child")


def _texts(record: Record, today: date) -> Iterator[tuple[str, str, str]]:
    """(field, text, what stands before it) of all that a person typed."""
    for name, value in record.facts.items():
        if isinstance(value, str) and name not in _NO_REMARKS:
            yield name, value, "household" if name == "household" else ""
    yield from (("notes", note, "") for note in record.notes)
    yield from ((f"own:{key}", as_text(cell), header) for key, (header, cell) in record.own_fields.items())
    yield from (("order_notes", order.notes, "") for order in record.orders if order.notes)
    yield from ((f"order_{name}", text, "") for order in record.orders for name, text in order.texts.items())
    yield from (("contact_note", contact.note, "") for contact in record.contacts if contact.note)
    for member in record.members:
        under = "child" if member.age_band or is_child(member.relation, member.birthday, today) else ""
        yield "member_notes", member.notes, under
        yield "member_occupation", member.occupation, under
        yield from ((f"member_{name}", text, under) for name, text in member.texts.items())
