"""A warning that stands on every row of a column is about the column, and told once for it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from workbooks.reading.drafts import PassedOver, Record

_LOOKED_AT, _FEWEST = 30, 5  # rows from the top: by them a column is judged
# What was not read stays in the notes under its column, or there was nothing: no row needs to say it again.
_OF_COLUMNS = {
    "unusable_phone",
    "no_wechat_id",
    "unreadable_date",
    "unreadable_birthday",
    "unreadable_amount",
    "unreadable_quantity",
    "future_date",
    "unsaved_formula",
    "paper_number",
}


def once_a_column(found: Iterable[Record | PassedOver]) -> Iterator[Record | PassedOver]:
    """The rows of one sheet: the first that has such a warning keeps it and says that it is the column's."""
    rows = iter(found)
    first = list(islice(rows, _LOOKED_AT))
    records = [row for row in first if isinstance(row, Record) and not row.is_refused]
    counts = Counter(key for record in records for key in {_key(message) for message in record.messages})
    everywhere = {key for key, count in counts.items() if key and count == len(records) >= _FEWEST}
    told: set = set()
    for row in chain(first, rows):
        if everywhere and isinstance(row, Record) and not row.is_refused:
            _tell(row, everywhere, told)
        yield row


def _tell(record, everywhere, told):
    again = [message for message in record.messages if _key(message) in told]
    record.messages = [message for message in record.messages if message not in again]
    new = {_key(message) for message in record.messages} & everywhere
    for _code, column in sorted(new):
        record.say("whole_column", column=column)
    told |= new


def _key(message):
    code, facts = message
    return (code, facts["column"]) if code in _OF_COLUMNS else None
