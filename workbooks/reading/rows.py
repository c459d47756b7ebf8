"""A row seen through the layout: values by field, 'as above' and 'nothing' already resolved."""

import re

from dealercrm.lib.phones import find_phones
from workbooks.reading.cells import sign
from workbooks.reading.fields import OWN
from workbooks.reading.sheets import as_text

# What says whose row it is, without being a word about anybody: a running number alone is an empty row.
KEYS = frozenset({"id", "customer_no", "order_id", "member_id", "contact_id", "exported_at"})
_DAY_PARTS = {"signed", "signed_year", "signed_month"}
_LABELLED = re.compile(r"[^\W\d]{2,8}\s*[:：]")
_PEOPLE = ("name", "phone", "wechat")
_ORDER = (
    "product",
    "quantity",
    "measure",
    "unit_price",
    "amount",
    "total",
    "signed",
    "order_no",
    "delivered",
    "installed",
)


class View:
    """One row of a sheet. Build it with `look`."""

    __slots__ = ("_columns", "_layout", "as_above", "keys", "row", "values")

    def __init__(self, row, values, as_above, columns, layout, keys):
        self.row, self.values, self.as_above, self.keys = row, values, as_above, keys
        self._columns, self._layout = columns, layout

    def all(self, name, own=False):
        """[(header, value)] of a field's filled columns; `own` leaves out what a merge brings from the row above."""
        columns = self._columns.get(name)
        if not columns:
            return []
        values, headers, below = self.values, self._layout.headers, self.row.below if own else ()
        return [(headers[column], values[column]) for column in columns if column in values and column not in below]

    def first(self, name, own=False):
        """(header, value) of a field's first filled column, ('', None) where all are empty."""
        found = self.all(name, own)
        return found[0] if found else ("", None)

    def header(self, column):
        return self._layout.headers[column]

    def own_fields(self):
        """[(key, columns)] of the dealer's own fields that the sheet has."""
        return [(name.removeprefix(OWN), found) for name, found in self._columns.items() if name.startswith(OWN)]

    def columns(self, name):
        return self._columns.get(name, ())

    def has(self, names, own=False):
        return any(self.all(name, own) for name in names)

    def is_merged_with_above(self, *names):
        """Does a merge bring the value of one of these fields down from the row above?"""
        return any(
            column in self.row.below and self.values.get(column) is not None
            for name in names
            for column in self.columns(name)
        )

    def repeats_above(self, name):
        """True if the field is written as 同上 in each of its filled columns."""
        filled = [column for column in self.columns(name) if self.values.get(column) is not None]
        return bool(filled) and all(column in self.as_above for column in filled)

    @property
    def is_blank(self):
        """Nothing in any column that is taken over; a running number alone is nothing."""
        return not self.values

    @property
    def names_somebody(self):
        return self.has(_PEOPLE)

    @property
    def tells_of_an_order(self):
        return self.has(_ORDER, own=True)

    def text(self):
        """The row as it stands, for the file of refused rows."""
        return [as_text(cell) for cell in self.row.cells]


def look(row, layout, columns, above):
    """The `View` of a row. `columns` is {field: [columns]}, `above` {column: value} of the rows before.

    In our own export 无 and 同上 are what somebody has written there.
    """
    values, as_above, keys = {}, set(), {}
    for column, name in layout.columns.items():
        cell = row.cells[column] if column < len(row.cells) else None
        if cell is None:
            continue
        if isinstance(cell, str) and not layout.is_own_export:
            meaning = sign(cell) if len(cell) <= 24 else ""
            if meaning == "above":
                cell = above.get(column)
                as_above.add(column)
            elif meaning == "nothing":
                continue
        if cell is None:
            continue
        if name in KEYS:
            keys[name] = as_text(cell)
        else:
            values[column] = cell
    if columns.keys() >= _DAY_PARTS:
        _join_day(values, columns, above)
    return View(row, values, as_above, columns, layout, keys)


def _join_day(values, columns, above):
    """2022, 3 and 5 of three columns become 2022-3-5 in that of the day; a ledger says the year once for many rows."""
    (day,) = columns["signed"]
    parts = [
        values.get(column, above.get(column)) for name in ("signed_year", "signed_month") for column in columns[name]
    ] + [values.get(day)]
    numbers = [re.fullmatch(r"(\d{1,4})[年月日号]?", as_text(part)) for part in parts]
    if len(numbers) == 3 and all(numbers):
        values[day] = "-".join(number[1] for number in numbers)


def is_row_of_sums(view):
    """合计, 本页小计 ...: also inside a merged block; but 合计2300 written beside a product is a remark."""
    own = [cell for column, cell in enumerate(view.row.cells) if cell is not None and column not in view.row.below]
    if not any(_is_sum(cell) for cell in own):
        return False
    if any(find_phones(value)[0] for _header, value in view.all("phone", own=True)):
        return False
    _header, product = view.first("product", own=True)
    return product is None or _is_sum(product) or _is_sum(own[0])


def _is_labelled(cell):
    return isinstance(cell, str) and bool(_LABELLED.match(cell)) and not find_phones(cell)[0]


def _is_sum(cell):
    return isinstance(cell, str) and len(cell) <= 24 and sign(cell) == "sum"


def is_header_again(row, heads):
    """The header of a printed page, further down in the sheet; `heads` are the cells of the header's own rows."""
    filled = sum(cell is not None for cell in row.cells)
    return any(
        2 <= sum(cell is not None and cell == word for cell, word in zip(row.cells, head, strict=False)) > filled / 2
        for head in heads
    )


def is_heading(view, titles):
    """A title, a month or a name above a group of rows: one text across merged cells, or in a column not taken over.

    So is a line below the table that labels each of its cells itself: 制表：王丽, 日期：2023.12.31.
    """
    row = view.row
    covered = row.below | row.beside
    own = [column for column, cell in enumerate(row.cells) if cell is not None and column not in covered]
    is_remark = set(own) <= set(view.columns("notes"))
    if own and not is_remark and all(_is_labelled(row.cells[column]) for column in own):
        return True
    if len(own) == 1 and (len(row.beside) >= 2 or own[0] not in view.values):
        return True
    return len(own) <= 6 and row.cells in titles
