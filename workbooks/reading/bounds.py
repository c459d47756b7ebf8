"""What a file may ask for, looked at before it is opened: a few kilobytes can unpack to more than the machine has."""

import io
import zipfile
from collections import Counter
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.errors import Refused
from workbooks.reading.damaged import DAMAGED
from workbooks.reading.formulas import Inside, look_into
from workbooks.reading.trial import room_for

MAX_UNPACKED = 512 * 2**20
MAX_BESIDE = 128 * 2**20  # of that, what is not in the sheets: texts, styles
MAX_LIST = 4 * 2**20  # of the list of sheets, which is read as a whole
USUAL, MAX_RATIO = 16 * 2**20, 100  # beyond so many bytes nothing that people wrote packs better than this
MAX_SHEETS = 300
MAX_COLUMNS = 1_000
MAX_CELLS = 10_000_000  # from the first to the last of each sheet, also where nothing stands between
SPARSE_CELLS, MAX_SPARSE = 3_000_000, 8  # beyond so many, one in eight at least holds something

_TOO_LARGE = _("The file is too large when unpacked. Split it and import the parts.")
_LISTS = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")


def look_within_bounds(source: bytes | str | Path, *, is_zip: bool) -> tuple[dict[str, Inside], bool]:
    """As formulas.look_into. Refused, in a sentence, for a spreadsheet that would cost more memory than one of a dealer
    ever does."""
    found, counts_from_1904 = _look_into(source) if is_zip else ({}, False)
    sizes = {name: inside.size for name, inside in found.items()}
    if sizes and None not in sizes.values():
        for name, (rows, columns, cells) in sizes.items():
            if columns > MAX_COLUMNS or rows * columns > max(SPARSE_CELLS, MAX_SPARSE * cells):
                raise Refused(
                    _("Sheet %(sheet)s has a cell far outside its table. Delete it and save again.") % {"sheet": name}
                )
        count = sum(max(rows * columns, cells) for rows, columns, cells in sizes.values())
    elif (room := room_for(source)) is None or room[1] > MAX_COLUMNS:
        raise Refused(
            _("The file is damaged, or a cell stands far outside its table. Mend it in Excel or WPS, save it as .xlsx.")
        )
    else:
        count = room[0]
    if count > MAX_CELLS:
        raise Refused(
            _("The file has more than %(limit)s cells. Split it and import the parts.") % {"limit": MAX_CELLS}
        )
    return found, counts_from_1904


def unpacked(source: bytes | str | Path) -> int:
    """How many bytes the parts of a packed workbook say they have."""
    try:
        with _open(source) as packed:
            return sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        raise Refused(DAMAGED) from None


def _look_into(source):
    """As formulas.look_into, if what the parts say of themselves is within the bounds and true."""
    size = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
    whole = unpacked(source)
    if whole > MAX_UNPACKED or (whole > USUAL and whole > size * MAX_RATIO):
        raise Refused(_TOO_LARGE)
    with _open(source) as packed:
        parts = packed.infolist()
        if max(Counter(part.filename.lower() for part in parts).values(), default=0) > 1:
            raise Refused(DAMAGED)  # which of the two is read is anybody's guess
        if any(part.filename in _LISTS and part.file_size > MAX_LIST for part in parts):
            raise Refused(_TOO_LARGE)
        beside = [part for part in parts if not part.filename.startswith("xl/worksheets/")]
        if sum(part.file_size for part in beside if part.filename.endswith((".xml", ".rels"))) > MAX_BESIDE:
            raise Refused(_TOO_LARGE)
        for part in beside:
            with packed.open(part) as file:  # a part that is longer than it says is damaged
                while file.read(2**20):
                    pass
    found, counts_from_1904 = look_into(source)
    if len(found) > MAX_SHEETS:
        raise Refused(
            _("The file has more than %(limit)s sheets. Split it and import the parts.") % {"limit": MAX_SHEETS}
        )
    return found, counts_from_1904


def _open(source):
    return zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
