"""A sheet written down in a test, and what is read of it."""

from datetime import date

from workbooks.reading.drafts import PassedOver
from workbooks.reading.sheets import Row, Sheet, clean
from workbooks.reading.workbook import guess_layouts, read_all

TODAY = date(2026, 11, 22)


def sheet_of(*grid, merges=(), name="表"):
    """A sheet of rows of values; `merges` are (first row, first column, last row, last column), all from 0."""

    def rows():
        for index, values in enumerate(grid):
            cells, below, beside = [clean(value) for value in values], set(), set()
            for top, left, bottom, right in merges:
                if top <= index <= bottom:
                    for column in range(left, right + 1):
                        cells[column] = clean(grid[top][left])
                    below |= set(range(left, right + 1)) if index > top else set()
                    beside |= set(range(left + 1, right + 1))
            yield Row(index + 1, cells, frozenset(below), frozenset(beside))

    return Sheet(name, len(grid), rows)


def read(*grid, merges=()):
    """(records, [(row, reason) passed over]) of one sheet."""
    sheets = [sheet_of(*grid, merges=merges)]
    found = list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY, area_code="0371"))
    records = [record for record in found if not isinstance(record, PassedOver)]
    return records, [(row.row, row.reason) for row in found if isinstance(row, PassedOver)]


def codes(record):
    return [code for code, _facts in record.messages]


HEADER = ["姓名", "电话", "小区", "成交日期", "产品", "数量", "金额"]
WANG = ["王莉", "13583685957", "万科城", "2022-03-20", "浴霸", "4台", 3000]
LI = ["李红", "13583685958", "保利花园", "2022-05-01", "床垫", "1张", 8000]
MORE = [None, None, None, None, "窗帘", "2米", 500]
