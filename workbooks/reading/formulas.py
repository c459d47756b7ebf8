"""What calamine does not tell of an .xlsx: formulas without a saved result, hidden years, a cell far out, 1904.

Each sheet is walked once for all of it.

A program that writes formulas without working them out leaves cells that look filled in Excel and are empty here.
Calamine makes room for every cell between the first and the last: for one that was typed at XFD1048576 by a slip it
asks for 500 GB and ends the process, so that must be known before.
"""

import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from posixpath import join, normpath
from xml.etree import ElementTree

_CHUNK = 2**20
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^<>]*>\s*<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')
_FORMULA = re.compile(rb"<f[ >/]")
_HELD = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})"[^<>]*(?<!/)>')  # a cell that holds something
_LONGEST = 2**20  # bytes that are kept of a cell, for what it holds is not looked at here
_LONGEST_STYLES = 8 * 2**20  # bytes that are looked through; workbooks grow styles like weeds
_NO_PART = zipfile.ZipInfo()
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Whoever types 3-5 gets to see 3月5日, and the year of typing stands behind it, unseen: it says nothing.
_BUILT_IN = {16, 28, 29, 51, 53, 54, 58}  # d-mmm; m"月"d"日", where Excel speaks Chinese
_STYLED = re.compile(rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(\d{1,6})"')
_NOT_PLACEHOLDERS = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].|am/pm|a/p|h+:m+', re.IGNORECASE)
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Inside:
    """Of a sheet: how far it reaches, (rows, columns, cells in all), None where it is not written as usual so that its
    cells cannot be counted without reading it; and {row number from 1: columns from 0} of cells to be read with care.
    """

    size: tuple[int, int, int] | None = None
    unsaved: dict[int, frozenset[int]] = field(default_factory=dict)  # formulas without a result
    yearless: dict[int, frozenset[int]] = field(default_factory=dict)  # whose format shows month and day only


def look_into(source):
    """({sheet name: Inside}, do plain numbers count days from 1904, as on old Macs?)"""
    with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as packed:
        styles = set()
        if packed.NameToInfo.get("xl/styles.xml", _NO_PART).file_size <= _LONGEST_STYLES:
            styles = _styles_without_year(_xml(packed, "xl/styles.xml"))
        paths, there = _sheet_paths(packed), set(packed.namelist())
        found = {
            name: _look_through(packed, path, styles) if path in there else Inside() for name, path in paths.items()
        }
        properties = _xml(packed, "xl/workbook.xml").find(f"{_MAIN}workbookPr")
    return found, properties is not None and properties.get("date1904") in ("1", "true")


def hides_year(code):
    """Does a number format show a month and a day, and no year? Of its sections the first is that of days."""
    shown = _NOT_PLACEHOLDERS.sub("", code[:200]).split(";")[0].lower()
    return "m" in shown and "d" in shown and not re.search("[yeb]", shown)


def _styles_without_year(styles):
    """The numbers of the cell styles, as the cells give them."""
    hiding = {str(number) for number in _BUILT_IN}
    for code in styles.iter(f"{_MAIN}numFmt"):
        (hiding.add if hides_year(code.get("formatCode") or "") else hiding.discard)(code.get("numFmtId"))
    cells = styles.find(f"{_MAIN}cellXfs")
    formats = enumerate(() if cells is None else cells)
    return {str(number).encode() for number, style in formats if style.get("numFmtId") in hiding}


def _look_through(packed, path, styles):
    rows = columns = cells = 0
    is_usual, unsaved, yearless = True, defaultdict(set), defaultdict(set)
    for text in _whole_cells(packed, path):
        count = text.count(b"<c ")
        is_odd = text.count(b'<c r="') != count or b"<c>" in text or b"<c/>" in text or b":c " in text or b"\0" in text
        is_usual, cells, held = is_usual and not is_odd, cells + count, _HELD.findall(text)
        rows = max([rows, *map(int, {row for _letters, row in held})])
        columns = max([columns, *(_column(letters) + 1 for letters in {letters for letters, _row in held})])
        for letters, row in _CELL.findall(text) if _FORMULA.search(text) else ():
            unsaved[int(row)].add(_column(letters))
        for letters, row, style in _STYLED.findall(text) if styles else ():
            if style in styles:
                yearless[int(row)].add(_column(letters))
    return Inside((rows, columns, cells) if is_usual else None, _frozen(unsaved), _frozen(yearless))


def _frozen(rows):
    """A long column needs one set, not one for each row."""
    alike = {}
    return {row: alike.setdefault(found := frozenset(columns), found) for row, columns in rows.items()}


def _xml(packed, path):
    """The parsed part, or an empty element where the file (an .ods, say) has none."""
    return ElementTree.fromstring(packed.read(path)) if path in packed.namelist() else ElementTree.Element("none")


def _sheet_paths(packed):
    """{sheet name: its part}, None where nothing leads there."""
    targets = {
        link.get("Id"): normpath(join("xl", link.get("Target"))).lstrip("/")
        for link in _xml(packed, "xl/_rels/workbook.xml.rels")
    }
    sheets = _xml(packed, "xl/workbook.xml").iter(f"{_MAIN}sheet")
    return {sheet.get("name"): targets.get(sheet.get(_LINK)) for sheet in sheets}


def _whole_cells(packed, path):
    """The part in pieces, each of which ends where a cell does."""
    with packed.open(path) as part:
        kept = b""
        while chunk := part.read(_CHUNK):
            text = kept + chunk
            cut = text.rfind(b"<c ")
            kept = (text[cut:] if cut >= 0 else text)[-_LONGEST:]
            yield text[:cut] if cut >= 0 else b""
        yield kept


def _column(letters):
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
