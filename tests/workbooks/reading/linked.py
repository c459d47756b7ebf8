"""Sheets that belong together, and what is read of them."""

from tests.factories import TODAY
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all

CUSTOMER_SHEET = ("客户", ["客户编号", "姓名", "电话", "小区"], ["K001", "王莉", "13583685957", "万科城"])


def workbook(*sheets):
    def walk(grid):
        return lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)]

    return [Sheet(name, len(grid), walk(grid)) for name, *grid in sheets]


def read(*sheets):
    """{role: [Record]} of (name, header, row, ...) sheets."""
    sheets = workbook(*sheets)
    layouts = guess_layouts(sheets, today=TODAY)
    found = {layout.role: [] for layout in layouts}
    for record in read_all(sheets, layouts, today=TODAY):
        found.setdefault(getattr(record, "role", "passed over"), []).append(record)
    return found
