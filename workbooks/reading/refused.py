"""The file of refused rows: the same columns, the rows marked, the reason beside them, to be mended and come back."""

import io
import re

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font, PatternFill

_NO_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]|^'|'$")  # a .csv is called after its file: 客户[1]
_MARK = PatternFill("solid", fgColor="FFF3C4")
_BOLD = Font(bold=True)


def refused_workbook(layouts, refused, reason_header):
    """The .xlsx as bytes. `refused` yields (sheet name, rows of text, reason); `layouts` tell the sheets' headers.

    Every cell is text: 138... stays a phone number, and =cmd() stays what somebody typed, not a formula. Control
    characters, which text files bring and workbooks cannot hold, are left out.
    """
    book = openpyxl.Workbook(write_only=True)
    headers = {layout.sheet: layout.headers for layout in layouts}
    sheets = {}
    for name, rows, reason in refused:
        if name not in sheets:
            sheets[name] = book.create_sheet(_NO_TITLE.sub("_", name[:31]))
            head = [_cell(sheets[name], text, font=_BOLD) for text in [*headers.get(name, ()), reason_header]]
            sheets[name].append(head)
        width = len(headers.get(name, ()))
        for number, row in enumerate(rows):
            texts = [*row, *[""] * (width - len(row))][: max(width, len(row))]
            texts.append("" if number else reason)
            sheets[name].append([_cell(sheets[name], text, fill=_MARK) for text in texts])
    if not sheets:
        book.create_sheet()
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet, text, **style):
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell = WriteOnlyCell(sheet, text or None)
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@"
    for name, value in style.items():
        setattr(cell, name, value)
    return cell
