"""Opening a dealer's file and walking its rows: .xlsx and .xls by calamine, text by workbooks.reading.text."""

import io
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from dealercrm.lib.errors import Refused
from dealercrm.lib.moments import day_of
from workbooks.reading import text
from workbooks.reading.bounds import look_within_bounds
from workbooks.reading.damaged import DAMAGED, guarded
from workbooks.reading.formulas import Inside

MAX_BYTES = 40 * 2**20
MAX_ROWS = 300_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
_NONE: frozenset = frozenset()
_STRIP = " \t\r\n\u3000\xa0\ufeff\u200b"


class Row(NamedTuple):
    """One row as a person sees it: merged cells are filled.

    `below` holds the columns whose value a merge brings down from the row above, `beside` those filled from the
    left. Values are str (stripped), int, float, bool, date, or None for an empty cell.
    """

    number: int  # as the spreadsheet program shows it, from 1
    cells: list
    below: frozenset = frozenset()
    beside: frozenset = frozenset()
    unsaved: frozenset = frozenset()  # columns with a formula whose result the file does not hold
    yearless: frozenset = frozenset()  # columns with a day whose year the cell's format does not show


class Sheet:
    """A named grid; `rows()` may be walked more than once."""

    def __init__(self, name, height, rows, epoch_1904=False):
        self.name, self.height, self.rows, self.epoch_1904 = name, height, rows, epoch_1904


def read_workbook(source, filename):
    """The visible sheets of a file, as a list of `Sheet`.

    `source` is a path or bytes. The content decides what the file is, not its name: many a system writes text
    and calls it .xls. Refused, in a sentence, for what is no workbook, empty, locked, damaged or too large.
    """
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    if not size:
        raise Refused(_("The file is empty."))
    if size > MAX_BYTES:
        raise Refused(
            _("The file is larger than %(limit)s MB. Split it and import the parts.") % {"limit": MAX_BYTES // 2**20}
        )
    head = source[:4096] if isinstance(source, bytes) else _head(source)
    with guarded():
        if head.startswith((OLE, ZIP)):
            sheets = _spreadsheet(source, head)
        else:
            sheets = [Sheet(Path(filename).stem[:60], *text.table(source, head, Row, clean))]
    if not any(sheet.height for sheet in sheets):
        raise Refused(_("The file has no rows."))
    if sum(sheet.height for sheet in sheets) > MAX_ROWS:
        raise Refused(_("The file has more than %(limit)s rows. Split it and import the parts.") % {"limit": MAX_ROWS})
    for sheet in sheets:
        sheet.rows = partial(_guarded_rows, sheet.rows)
    return sheets


def _guarded_rows(rows):
    with guarded():
        yield from rows()


def is_text(source):
    """Is the file text, whatever it is called, and no spreadsheet?"""
    return not (source if isinstance(source, bytes) else _head(source)).startswith((OLE, ZIP))


def clean(value):
    """A cell's value as said at `Row`."""
    if isinstance(value, str):
        return value.replace("\x00", "").strip(_STRIP).lstrip("'") or None
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e18 else value
    if isinstance(value, datetime):
        return day_of(value)
    if isinstance(value, time | timedelta):
        return str(value)
    return value


def as_text(value):
    """How a spreadsheet shows the value: 2068 for 2068.0, 2021-03-05 for a day, '' for nothing."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def _head(path):
    with open(path, "rb") as file:
        return file.read(4096)


def _spreadsheet(source, head):
    inside, epoch_1904 = look_within_bounds(source, is_zip=head.startswith(ZIP))
    try:
        if isinstance(source, bytes):
            book = CalamineWorkbook.from_filelike(io.BytesIO(source))
        else:
            book = CalamineWorkbook.from_path(source)
    except PasswordError:
        raise Refused(_("The file is locked with a password. Save it without one and try again.")) from None
    except (CalamineError, OSError):
        if "EncryptedPackage".encode("utf-16-le") in _beginning(source):
            raise Refused(_("The file is locked with a password. Save it without one and try again.")) from None
        raise Refused(DAMAGED) from None
    names = [
        found.name
        for found in book.sheets_metadata
        if found.typ == SheetTypeEnum.WorkSheet and found.visible == SheetVisibleEnum.Visible
    ]
    return [_calamine_sheet(book, name, inside.get(name, Inside()), epoch_1904) for name in names]


def _beginning(source, size=2**20):
    if isinstance(source, bytes):
        return source[:size]
    with open(source, "rb") as file:
        return file.read(size)


def _calamine_sheet(book, name, inside, epoch_1904):
    try:
        loaded = book.get_sheet_by_name(name)
    except CalamineError:
        raise Refused(_("Sheet %(sheet)s cannot be read; it may be damaged.") % {"sheet": name}) from None
    height = loaded.end[0] + 1 if loaded.end else 0
    return Sheet(name, height, lambda: _filled(loaded, inside), epoch_1904)


def _filled(loaded, inside):
    """Rows with merged ranges filled down and to the right: only their first cell holds a value."""
    if not loaded.start:
        return
    padding = [None] * loaded.start[1]
    merges = sorted(loaded.merged_cell_ranges or (), reverse=True)
    covering = []
    for index, values in enumerate(loaded.iter_rows()):
        cells = padding + [clean(value) for value in values]
        covering = [merge for merge in covering if merge[1] >= index]
        if len(covering) > len(cells) + 1:
            raise Refused(DAMAGED)  # no two merges share a cell
        below, beside = set(), set()
        while merges and merges[-1][0][0] <= index:
            (top, left), (bottom, right) = merges.pop()
            value = cells[left] if left < len(cells) else None
            covering.append((top, bottom, left, right, value))
        for top, _bottom, left, right, value in covering:
            last = min(right, len(cells) - 1)
            for column in range(left, last + 1):
                cells[column] = value
            if top < index:
                below.update(range(left, last + 1))
            beside.update(range(left + 1, last + 1))
        marks = inside.unsaved.get(index + 1, _NONE), inside.yearless.get(index + 1, _NONE)
        yield Row(index + 1, cells, frozenset(below), frozenset(beside), *marks)
