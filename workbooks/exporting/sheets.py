"""What a sheet of the export is made of. Each floor names its own (archive.py ...); dealercrm/exporting.py has all.

The database puts every cell into words: a million rows go to the disk by COPY without passing through Python.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dealercrm.lib.cells import DANGEROUS
from dealercrm.lib.texts import Words
from workbooks.reading.fields import INFORMATION, LABELS

TEXT, NUMBER, DAY = "text", "number", "day"


@dataclass(frozen=True)
class Column:
    """`sql` is the cell, NULL where there is nothing: text, a number, or a day."""

    heading: str
    sql: str
    type: str = TEXT


@dataclass(frozen=True)
class Sheet:
    """`columns()` are in the reader's language; `source` joins what they need to `chosen` (n, id), the customer as c.

    A subquery in it says `BETWEEN {numbers}` of n and `BETWEEN {keys}` of the customer's key. `order` is how the rows
    of one customer follow each other. `keeps`, where given, leaves rows out: it is asked with the values of `extra`,
    which is selected behind the columns.
    """

    title: Words
    columns: Callable
    source: str
    order: str
    keeps: Callable | None = None
    extra: str = ""


def column(field, sql, type=TEXT):
    """The column of a field of the importer, headed so that it comes back."""
    return Column(str(LABELS.get(field) or INFORMATION[field]), sql, type)


def select(sheet, first, last):
    """The statement for the rows of the customers from number `first` to `last`, in order."""
    cells = [f"({each.sql})::text" if each.type == DAY else each.sql for each in sheet.columns()]
    cells += [sheet.extra] if sheet.extra else []
    return f"SELECT {', '.join(cells)} {joined(sheet, first, last)} ORDER BY chosen.n{sheet.order}"


def joined(sheet, first, last):
    """FROM and WHERE of the rows of these customers."""
    numbers = f"{first} AND {last}"
    # Said beside the numbers: or a join of the millionth batch would begin with the first customer.
    until = f"(SELECT id FROM chosen WHERE n <= {last} ORDER BY n DESC LIMIT 1)"
    keys = f"(SELECT id FROM chosen WHERE n = {first}) AND {until}"
    source = sheet.source.replace("{numbers}", numbers).replace("{keys}", keys)
    return f"FROM chosen {source} WHERE chosen.n BETWEEN {numbers} AND c.id BETWEEN {keys}"


def text(column):
    """A text column of the archive, which knows nothing but empty text, as a cell."""
    return f"nullif({column}, '')"


def unless_marked(sql, model, field, row_id):
    """The cell, empty while its text waits to be settled (AR-16): one that tells of a child as one that names somebody
    who was erased, for what has left the house cannot be erased there."""
    marked = f"model = {literal(model._meta.label_lower)} AND field = {literal(field)} AND settled_at IS NULL"
    return f"CASE WHEN {row_id} NOT IN (SELECT row_id FROM customers_markedtext WHERE {marked}) THEN {sql} END"


def words(column, choices):
    """The words of a choice in the reader's language."""
    cases = " ".join(f"WHEN {literal(value)} THEN {literal(label)}" for value, label in choices)
    return f"CASE {column} {cases} END"


def literal(value):
    return "'" + str(value).replace("'", "''") + "'"


def guarded_heading(heading):
    """The same as `guarded` of a heading: a dealer names their own fields."""
    return f"'{heading}" if heading[0] in DANGEROUS else heading


def guarded(sql):
    """The cell with an apostrophe in front where a spreadsheet program would calculate it; the importer takes that off.

    A number or a phone with its sign is just that.
    """
    signs = ",".join(str(ord(sign)) for sign in DANGEROUS)  # a look at a number: it is asked of every cell there is
    return (
        f"CASE WHEN ascii({sql}) = ANY('{{{signs}}}'::int[]) AND {sql} !~ '^[+-][0-9. ]*[0-9][0-9. ]*$' "
        f"THEN '''' || {sql} ELSE {sql} END"
    )
