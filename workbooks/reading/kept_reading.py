"""What was read of a workbook, kept beside it, so that it is opened once and its rows are understood once.

`<file>.sheets` holds the rows as they stand (cells cleaned, merges filled, formulas without a result noted),
`<file>.records` what was understood of them. Both are zip archives of JSON lines, written aside and put in place when
they are complete: a worker killed half-way leaves none that a later step would take for the whole.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from io import BufferedReader
from itertools import islice
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from workbooks.reading.drafts import PassedOver, Record, restored
from workbooks.reading.sheets import Row, Sheet

_SHEETS, _RECORDS, _ASIDE = ".sheets", ".records", ".part"
_INDEX = "index"
_AT_ONCE = 500  # lines
_NOTHING: frozenset = frozenset()
_encode = msgspec.json.Encoder().encode
_decode_row = msgspec.json.Decoder().decode
_decode_record = msgspec.json.Decoder(Record | PassedOver).decode


def files_beside(name: str) -> list[str]:
    """The names of a workbook and of all that may have been kept beside it."""
    kept = [name + _SHEETS, name + _RECORDS]
    return [name, *kept, *(found + _ASIDE for found in kept)]


class KeptReading:
    """What is kept beside the workbook at a path."""

    def __init__(self, path: str):
        self._sheets, self._records = Path(path + _SHEETS), Path(path + _RECORDS)

    def forget(self) -> None:
        """After a fault of ours: whatever is kept may be to blame."""
        for path in (self._sheets, self._records):
            path.unlink(missing_ok=True)

    def keep_sheets(self, sheets: list[Sheet]) -> None:
        with _Aside(self._sheets) as archive:
            for number, sheet in enumerate(sheets):
                _write(archive, str(number), map(_row_line, sheet.rows()))
            index = [[sheet.name, sheet.height, sheet.epoch_1904] for sheet in sheets]
            archive.writestr(_INDEX, json.dumps(index))

    def sheets(self) -> list[Sheet] | None:
        """The sheets as they were read; None where nothing is kept."""
        if not self._sheets.exists():
            return None
        return [
            Sheet(name, height, _Rows(self._sheets, str(number)), epoch_1904)
            for number, (name, height, epoch_1904) in enumerate(json.loads(_index(self._sheets)))
        ]

    def keep_records(self, found: Iterable[Record | PassedOver], key: str) -> Iterator[Record | PassedOver]:
        """Hand on what was understood, as it is kept; `key` says of which layouts, and on which day."""
        source = iter(found)
        with _Aside(self._records) as archive, archive.open(_RECORDS, "w", force_zip64=True) as part:
            while some := list(islice(source, _AT_ONCE)):
                part.write(b"\n".join(map(_encode, some)) + b"\n")
                yield from some
            part.close()
            archive.writestr(_INDEX, key)

    def records(self, key: str) -> Iterator[Record | PassedOver] | None:
        """What was understood of these layouts on this day; None where that is not kept."""
        if not self._records.exists() or _index(self._records) != key:
            return None
        return (restored(_decode_record(line)) for line in _lines(self._records, _RECORDS))


class _Aside:
    """A new archive beside the place where it will stand once it is complete."""

    def __init__(self, path):
        self._path, self._aside = path, Path(f"{path}{_ASIDE}")

    def __enter__(self):
        self._archive = ZipFile(self._aside, "w", ZIP_DEFLATED, compresslevel=1)
        return self._archive

    def __exit__(self, kind, *_error):
        self._archive.close()
        if kind is None:
            os.replace(self._aside, self._path)
        else:
            self._aside.unlink(missing_ok=True)


class _Rows:
    """The rows of a kept sheet, from the first, each time it is called."""

    def __init__(self, path, name):
        self._path, self._name = path, name

    def __call__(self):
        for line in _lines(self._path, self._name):
            number, cells, days, *marks = _decode_row(line)
            for column in days:
                cells[column] = date.fromisoformat(cells[column])
            if any(marks):
                yield Row(number, cells, *map(frozenset, marks))
            else:
                yield Row(number, cells)


def _row_line(row):
    days = [column for column, cell in enumerate(row.cells) if type(cell) is date]
    return _encode((row.number, row.cells, days, row.below, row.beside, row.unsaved, row.yearless))


def _write(archive, name, lines):
    with archive.open(name, "w", force_zip64=True) as part:
        while some := list(islice(lines, _AT_ONCE)):
            part.write(b"\n".join(some) + b"\n")


def _lines(path, name):
    with ZipFile(path) as archive, archive.open(name) as part, BufferedReader(part, 2**18) as lines:
        yield from lines


def _index(path):
    with ZipFile(path) as archive:
        return archive.read(_INDEX).decode()
