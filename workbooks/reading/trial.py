"""Opens a workbook in a process of its own that may use little memory, and prints how many cells there is room for.

Calamine makes room for every cell between the first and the last, and ends the whole process where there is none: for
what cannot be counted beforehand (.xls, .ods, .xlsb, an .xlsx written in an unusual way) this one ends instead of ours.
"""

import io
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

if find_spec("resource"):  # not on Windows
    import resource

MEMORY = 320 * 2**20
SECONDS = 60


def room_for(source: bytes | str | Path) -> tuple[int, int] | None:
    """(cells from the first to the last of its sheets, columns of the widest); None where it does not open."""
    content = source if isinstance(source, bytes) else Path(source).read_bytes()
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    cells, columns = map(int, done.stdout.split())
    return cells, columns


def _try() -> tuple[int, int]:
    if find_spec("resource"):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        sheets = map(book.get_sheet_by_name, book.sheet_names)
        sizes = [(sheet.height * sheet.width, sheet.width) for sheet in sheets]
    except CalamineError:  # what is wrong with it will be told where it is opened in earnest
        return 0, 0
    return sum(cells for cells, _columns in sizes), max((columns for _cells, columns in sizes), default=0)


if __name__ == "__main__":
    print(*_try())
