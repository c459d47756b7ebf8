"""Putting a text into a field of a Record, as long as the archive's column holds it."""

from customers.archive_facts.fact import Kind
from customers.archive_facts.table import imported, plain_texts
from customers.models import Customer

# How much the archive's columns hold.
_TEXTS = [fact for fact in imported(Customer) if fact.kind == Kind.TEXT and fact.reads != "remark"]
LENGTHS = {fact.name: fact.longest for fact in _TEXTS}
# {column: field of Customer} of those whose cells need no reader of their own.
PLAIN_TEXTS = plain_texts(Customer)


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
