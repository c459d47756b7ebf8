"""What calamine does not tell about an .xlsx: formulas without a saved result, the 1904 calendar, a cell far out.

A program that writes formulas without working them out leaves cells that look filled in Excel and are empty here.
Calamine makes room for every cell between the first and the last: for one that was typed at XFD1048576 by a slip it
asks for 500 GB and ends the process, so that must be known before.
"""

import io
import re
import zipfile
from collections import defaultdict
from posixpath import join, normpath
from xml.etree import ElementTree

_CHUNK = 2**20
_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f(?:\s[^>]*)?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>')
_FORMULA = re.compile(rb"<f[ >/]")
# Cells that hold something, in columns from AA on or in rows from 100,000 on: few, or none.
_FAR = re.compile(rb' r="(?:([A-Z]{2,3})(\d+)|([A-Z])(\d{6,7}))"[^>]*(?<!/)>')
_ROW = re.compile(rb' r="[A-Z]+(\d+)"[^>]*(?<!/)>')
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unsaved_formulas(source):
    """{sheet name: {row number from 1: frozenset of columns from 0}} of formulas without a result."""
    found = {}
    with _open(source) as packed:
        for name, path in _sheet_paths(packed).items():
            rows = defaultdict(set)
            for letters, row in _cells(packed, path):
                rows[int(row)].add(_column(letters))
            if rows:
                found[name] = {row: frozenset(columns) for row, columns in rows.items()}
    return found


def sizes(source):
    """{sheet name: (rows, columns)} up to the last cells that hold something; of a sheet within Z99999, that."""
    with _open(source) as packed:
        return {name: _size(packed, path) for name, path in _sheet_paths(packed).items()}


def _size(packed, path):
    rows, columns = 0, 26
    for letters, row, letter, low in (found for text in _whole_cells(packed, path) for found in _FAR.findall(text)):
        rows, columns = max(rows, int(row or low)), max(columns, _column(letters or letter) + 1)
    if columns > 26 and rows < 100_000:
        return max(int(row) for text in _whole_cells(packed, path) for row in _ROW.findall(text)), columns
    return max(rows, 99_999), columns


def uses_1904(source):
    """True if plain numbers in the workbook count days from 1904, as old Macs did."""
    with _open(source) as packed:
        properties = _xml(packed, "xl/workbook.xml").find(f"{_MAIN}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def _open(source):
    return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)


def _xml(packed, path):
    """The parsed part, or an empty element where the file (an .ods, say) has none."""
    return ElementTree.fromstring(packed.read(path)) if path in packed.namelist() else ElementTree.Element("none")


def _sheet_paths(packed):
    targets = {
        link.get("Id"): normpath(join("xl", link.get("Target"))).lstrip("/")
        for link in _xml(packed, "xl/_rels/workbook.xml.rels")
    }
    sheets = _xml(packed, "xl/workbook.xml").iter(f"{_MAIN}sheet")
    paths = {sheet.get("name"): targets.get(sheet.get(_LINK)) for sheet in sheets}
    return {name: path for name, path in paths.items() if path in packed.namelist()}


def _cells(packed, path):
    for whole in _whole_cells(packed, path):
        if _FORMULA.search(whole):
            yield from _CELL.findall(whole)


def _whole_cells(packed, path):
    """The part in pieces, each of which ends where a cell does."""
    with packed.open(path) as part:
        kept = b""
        while chunk := part.read(_CHUNK):
            text = kept + chunk
            cut = text.rfind(b"<c ")
            kept = text[cut:] if cut >= 0 else text
            yield text[:cut] if cut >= 0 else b""
        yield kept


def _column(letters):
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
