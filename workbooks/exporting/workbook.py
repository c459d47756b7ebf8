"""All sheets as one .xlsx, written row by row: what lies behind is on the disk already."""

from itertools import groupby
from operator import itemgetter

import openpyxl
from django.db import connection
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from workbooks.exporting.sheets import DAY, NUMBER, select

BATCH = 2000  # customers whose rows are fetched together
MOST_ROWS = 1_048_576  # of a sheet of Excel, with its header; what is more goes on in a further sheet
BOLD = Font(bold=True)
SPECIAL = "=+-@#"  # what the library, or the program that opens the file, would take for more than words


def write_workbook(file, sheets, count, progress, *, most_rows=MOST_ROWS):
    """Write the chosen customers into a binary file; `progress(rows done)` counts customers, once for each sheet.

    Text is text: 138... stays a phone number and =cmd() what somebody typed. Days are text too, as YYYY-MM-DD, for a
    date would be shown in the way of whoever opens the file.
    """
    book = openpyxl.Workbook(write_only=True)
    for number, sheet in enumerate(sheets):
        pages = _Pages(book, sheet, most_rows)
        for first in range(1, count + 1, BATCH):
            for _customer, rows in groupby(_rows(sheet, first, pages.width), key=itemgetter(0)):
                pages.append(list(rows))
            progress(number * count + min(first + BATCH - 1, count))
    book.save(file)


class _Pages:
    """A sheet, and the further ones it needs."""

    def __init__(self, book, sheet, most_rows):
        self._book, self._title, self._most = book, str(sheet.title), most_rows
        self._columns = sheet.columns()
        self.width = len(self._columns)
        self._number = 0
        self._open()

    def append(self, rows):
        """The rows of one customer stay together: half an order, come back by itself, would be all of it."""
        if self._filled + len(rows) > self._most and self._filled > 1:
            self._open()
        for row in rows:
            if self._filled == self._most:
                self._open()
            self._page.append([self._cell(value, each.type) for value, each in zip(row, self._columns, strict=True)])
            self._filled += 1

    def _open(self):
        self._number += 1
        self._page = self._book.create_sheet(f"{self._title} {self._number}" if self._number > 1 else self._title)
        self._page.freeze_panes = "C2"
        self._page.append([self._text(each.heading, font=BOLD) for each in self._columns])
        self._filled = 1

    def _cell(self, value, type):
        if value is None or type == NUMBER:
            return value
        if type == DAY:
            return value.isoformat()
        return self._text(value) if value[:1] in SPECIAL or not value.isprintable() else value

    def _text(self, value, font=None):
        cell = WriteOnlyCell(self._page, openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE.sub("", value))
        cell.data_type = "s"  # whatever it begins with
        if value[:1] in SPECIAL:
            cell.quotePrefix = True
        if font:
            cell.font = font
        return cell


def _rows(sheet, first, width):
    with connection.cursor() as cursor:
        cursor.execute(select(sheet, first, first + BATCH - 1))
        for row in cursor.fetchall():
            if sheet.keeps is None or sheet.keeps(row[width:]):
                yield row[:width]
