"""Files from the field, and what is read of them."""

from pathlib import Path

from tests.workbooks.reading.records import TODAY
from workbooks.reading.drafts import Record
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

CASES = Path(__file__).parents[2] / "data" / "cases"


def records_of(source, name="客户.xlsx", through=lambda sheets: sheets):
    sheets = through(read_workbook(source, name))
    found = read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY)
    return [record for record in found if isinstance(record, Record)]


def case(name):
    return records_of(CASES / name, name)
