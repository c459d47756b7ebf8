"""The files of tests/data/cases, each of a kind that dealers and other systems send, and what is read of them."""

from datetime import date
from pathlib import Path

from workbooks.reading.drafts import PassedOver, Record
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

CASES = Path(__file__).parents[1] / "data" / "cases"
TODAY = date(2026, 11, 22)


def content_of(case):
    """(bytes, file name) of the case whose file begins so."""
    (path,) = CASES.glob(f"{case}_*")
    return path.read_bytes(), path.name


def records_of(source, name="客户.xlsx", through=lambda sheets: sheets):
    """The records of a file, whose sheets may be looked at, or changed, on their way."""
    sheets = through(read_workbook(source, name))
    found = read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY)
    return [record for record in found if isinstance(record, Record)]


def case(name):
    return records_of(CASES / name, name)


def read_content(content, name="客户.csv"):
    """(layouts, records) of a file."""
    sheets = read_workbook(content, name)
    layouts = guess_layouts(sheets, today=TODAY)
    found = list(read_all(sheets, layouts, today=TODAY, area_code="0371"))
    return layouts, [record for record in found if not isinstance(record, PassedOver)]


def read_case(case):
    return read_content(*content_of(case))


def read_text(*lines):
    """(layouts, records) of a .csv of these lines."""
    return read_content("\n".join(lines).encode())


def codes(record):
    return [code for code, _facts in record.messages]
