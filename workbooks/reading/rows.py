"""A row seen through its sheet's layout, and the one walk over rows by which every kind of sheet is read."""

import re
from collections.abc import Iterator
from datetime import date

from dealercrm.lib.phones import find_phones
from workbooks.reading.cells import may_be_sum, sign
from workbooks.reading.days import day_as_seen, day_columns
from workbooks.reading.drafts import PassedOver, Record
from workbooks.reading.fields import OWN
from workbooks.reading.headers import squeeze
from workbooks.reading.papers import is_of_papers, may_hold_papers, without_papers
from workbooks.reading.sheets import Row, Sheet, as_text

# What says whose row it is, without being a word about anybody: a running number alone is an empty row.
KEYS = frozenset({"id", "customer_no", "order_id", "member_id", "contact_id", "exported_at"})
_NAME_PARTS = ("given_name", "family_name")
_NUMBERS_OF_ROWS = KEYS | {"order_no"}
_DAY_PARTS = {"signed", "signed_year", "signed_month"}
_LABELLED = re.compile(r"[^\W\d]{2,8}\s*[:：]")


class Reading:
    """A sheet that is being read: its layout worked out once, and what else every row is read by."""

    def __init__(self, sheet: Sheet, layout, *, today: date, area_code: str = ""):
        self.sheet, self.layout, self.today, self.area_code = sheet, layout, today, area_code
        self.epoch_1904, self.is_own_export = sheet.epoch_1904, layout.is_own_export
        self.columns = {name: layout.of(name) for name in set(layout.columns.values())}
        self.in_order = [
            (column, name, layout.headers[column], name in KEYS)
            for name, columns in self.columns.items()
            for column in columns
        ]
        self.own_fields = [(name.removeprefix(OWN), name) for name in self.columns if name.startswith(OWN)]
        # What is typed into our own export is the archive's own; there, what a column holds is certain.
        self.papers = {
            column
            for column, header in enumerate(layout.headers)
            if not layout.is_own_export and is_of_papers(squeeze(header))
        }
        self.unread_papers: set[str] = set()  # headers of such columns that held something
        parts = sorted(column for part in _NAME_PARTS for column in self.columns.get(part, ()))
        self.name_parts = " ".join(layout.headers[column] for column in parts)
        if parts:
            self.columns["name"] = [*self.columns.get("name", ()), *parts]
        self.has_day_parts = self.columns.keys() >= _DAY_PARTS
        self.days = day_columns(self)

    def without_papers(self, row: Row, text: str) -> tuple[Row, list[str]]:
        """(the row as it may be kept, headers of the columns out of whose words a number of a paper was taken)."""
        if self.is_own_export or not (self.papers or may_hold_papers(text)):
            return row, []
        cells, taken = list(row.cells), []
        for column, cell in enumerate(row.cells):
            if cell is None or self.layout.columns.get(column) in _NUMBERS_OF_ROWS:
                continue
            header = self.layout.headers[column] if column < len(self.layout.headers) else ""
            if column in self.papers:
                cells[column] = None
                self.unread_papers.add(header)
            elif (kept := without_papers(cell)) is not cell:
                cells[column] = kept
                taken.append(header or str(column + 1))
        if cells == row.cells:
            return row, taken
        return Row(row.number, cells, row.below, row.beside, row.unsaved), taken

    def day_number(self, value):
        """A plain number of a workbook that counts its days from 1904, as one of those that count from 1900."""
        is_day = isinstance(value, (int, float)) and 10_000 < value < 80_000
        return value + 1462 if is_day and self.epoch_1904 else value


class View:
    """One row. Build it with `view_of`.

    `cells` {field: [(header, value)]} holds what is filled, 'as above' and 'nothing' resolved; `unmerged` the same
    without what merges bring down from the row above; `values` {column: value}; `keys` {field: text} what says whose
    row it is.
    """

    __slots__ = ("as_above", "cells", "keys", "reading", "row", "unmerged", "values")

    def __init__(self, row, reading):
        self.row, self.reading = row, reading
        self.values, self.cells, self.keys, self.as_above = {}, {}, {}, set()
        self.unmerged = self.cells

    def first(self, name, unmerged=False):
        """(header, value) of a field's first filled column, ('', None) where all are empty."""
        found = (self.unmerged if unmerged else self.cells).get(name)
        return found[0] if found else ("", None)

    def is_merged_with_above(self, *names):
        """Does a merge bring the value of one of these fields down from the row above?"""
        below = self.row.below
        return bool(below) and any(
            column in below and column in self.values for name in names for column in self.reading.columns.get(name, ())
        )

    def repeats_above(self, name):
        """True if the field is written as 同上 in each of its filled columns."""
        if not self.as_above:
            return False
        filled = [column for column in self.reading.columns.get(name, ()) if column in self.values]
        return bool(filled) and all(column in self.as_above for column in filled)


def view_of(row: Row, reading: Reading, above: dict) -> View:
    """The `View` of a row; `above` {column: value} is what 同上 means.

    In our own export 无 and 同上 are what somebody has written there.
    """
    view, cells, width = View(row, reading), row.cells, len(row.cells)
    values, found, days = view.values, view.cells, reading.days
    for column, name, header, is_key in reading.in_order:
        cell = cells[column] if column < width else None
        if cell is None:
            continue
        if type(cell) is str and len(cell) <= 24 and not cell.isdigit() and not reading.is_own_export:
            meaning = sign(cell)
            if meaning == "above":
                view.as_above.add(column)
                cell = above.get(column)
                if cell is None:
                    continue
            elif meaning == "nothing":
                continue
        if column in days and (cell := day_as_seen(cell, name, reading, column in row.yearless)) is None:
            continue
        if is_key:
            view.keys[name] = as_text(cell)
            continue
        values[column] = cell
        if name in found:
            found[name].append((header, cell))
        else:
            found[name] = [(header, cell)]
    if reading.has_day_parts:
        _join_day(view, above)
    if reading.name_parts:
        _join_name(found, reading.name_parts)
    if row.below:
        view.unmerged = {}
        for column, name, header, _is_key in reading.in_order:
            if column in values and column not in row.below:
                view.unmerged.setdefault(name, []).append((header, values[column]))
        if reading.name_parts:
            _join_name(view.unmerged, reading.name_parts)
    return view


def _join_name(cells, header):
    """欧阳 and 娜娜 of two columns are 欧阳娜娜, John and Smith are John Smith; a whole name beside says it all."""
    given, family = ([as_text(value).strip() for _header, value in cells.pop(part, ())] for part in _NAME_PARTS)
    if "name" not in cells and (given or family):
        is_chinese = any(letter >= "\u3400" for letter in "".join(given + family))
        name = "".join(family + given) if is_chinese else " ".join(given + family)
        cells["name"] = [(header, name)]


def _join_day(view, above):
    """2022, 3 and 5 of three columns become 2022-3-5 in that of the day; a ledger says the year once for many rows."""
    columns, values = view.reading.columns, view.values
    (day,) = columns["signed"]
    parts = [
        values.get(column, above.get(column)) for name in ("signed_year", "signed_month") for column in columns[name]
    ] + [values.get(day)]
    numbers = [re.fullmatch(r"(\d{1,4})[年月日号]?", as_text(part)) for part in parts]
    if len(numbers) == 3 and all(numbers):
        values[day] = "-".join(number[1] for number in numbers)
        view.cells["signed"] = [(view.reading.layout.headers[day], values[day])]


class RowWalk:
    """From the first row below the header to the last: what is no account is passed over, the rest is read.

    A subclass says with `goes_on` whether a merge makes the row a part of what is at hand, reads it with `read` and
    hands out what is complete with `finish`. Blank rows after the last filled one are not counted.
    """

    def __init__(self, reading: Reading):
        self.reading = reading
        self.above: dict = {}  # what 同上 means, by column
        self.is_open = False  # is the row above one of an account?
        self.heads: list = []  # the cells of the header's rows
        self.words: set = set()  # the words of these
        self.taken: list = []  # headers of the row at hand out of whose cells a number was taken

    def goes_on(self, view: View) -> bool:
        return False

    def read(self, view: View, goes_on: bool) -> Iterator[Record]:
        raise NotImplementedError

    def finish(self, is_last: bool = False) -> Iterator[Record]:
        return iter(())

    def run(self) -> Iterator[Record | PassedOver]:
        layout, name, blanks = self.reading.layout, self.reading.sheet.name, []
        titles, heads = [], []
        for row in self.reading.sheet.rows():
            if row.number <= layout.last:
                if any(cell is not None for cell in row.cells):
                    (titles if row.number < layout.first else heads).append(row.cells)
                continue
            if not self.heads:
                self.heads = heads or [layout.headers]
                self.words = {word for head in self.heads for word in head} - {None}
            text = "\n".join(map(str, filter(None, row.cells))).lower()  # nearly no row needs a closer look
            row, self.taken = self.reading.without_papers(row, text)
            view = view_of(row, self.reading, self.above)
            goes_on = self.goes_on(view)
            if not view.values or not (view.unmerged or goes_on):
                self.is_open = False
                blanks.append(row.number)
                continue
            yield from (PassedOver(name, number, "blank") for number in blanks)
            blanks.clear()
            if reason := self._why_passed_over(view, text, goes_on, titles):
                if not goes_on:
                    yield from self.finish()
                yield PassedOver(name, row.number, reason)
                self.is_open = goes_on
                continue
            yield from self.read(view, goes_on)
            self.is_open = True
        yield from self.finish(is_last=True)

    def add_row(self, record: Record, view: View) -> None:
        """The row as it stands, for the file of refused rows, and what no cell of it can say."""
        record.raw.append(view.row.cells)
        for header in self.taken:
            record.say("paper_number", column=header)
        for column in view.row.unsaved & self.reading.layout.columns.keys():
            record.say("unsaved_formula", column=self.reading.layout.headers[column])

    def _why_passed_over(self, view, text, goes_on, titles):
        if self.reading.is_own_export:
            return None
        if not self.words.isdisjoint(view.row.cells) and _is_header_again(view.row.cells, self.heads):
            return "header"
        if may_be_sum(text) and _is_row_of_sums(view):
            return "sum"
        return "heading" if not goes_on and _is_heading(view, titles) else None


def _is_row_of_sums(view):
    """合计, 本页小计 ...: also inside a merged block; but 合计2300 written beside a product is a remark."""
    row = view.row
    own = [cell for column, cell in enumerate(row.cells) if cell is not None and column not in row.below]
    if not any(map(_is_sum, own)) or any(find_phones(value)[0] for _header, value in view.unmerged.get("phone", ())):
        return False
    _header, product = view.first("product", unmerged=True)
    return product is None or _is_sum(product) or _is_sum(own[0])


def _is_sum(cell):
    return isinstance(cell, str) and len(cell) <= 24 and sign(cell) == "sum"


def _is_labelled(cell):
    return isinstance(cell, str) and bool(_LABELLED.match(cell)) and not find_phones(cell)[0]


def _is_header_again(cells, heads):
    """The header of a printed page, further down in the sheet."""
    for head in heads:
        alike = sum([cell == word and cell is not None for cell, word in zip(cells, head, strict=False)])
        if 2 <= alike > sum(cell is not None for cell in cells) / 2:
            return True
    return False


def _is_heading(view, titles):
    """A title, a month or a name above a group of rows: one text across merged cells, or in a column not taken over.

    So is a line below the table that labels each of its cells itself: 制表：王丽, 日期：2023.12.31.
    """
    row = view.row
    covered = row.below | row.beside
    own = [column for column, cell in enumerate(row.cells) if cell is not None and column not in covered]
    is_labelled = own and all(_is_labelled(row.cells[column]) for column in own)
    if is_labelled and not set(own) <= set(view.reading.columns.get("notes", ())):  # a remark
        return True
    if len(own) == 1 and (len(row.beside) >= 2 or own[0] not in view.values):
        return True
    return len(own) <= 6 and row.cells in titles
