"""All sheets as one .xlsx, written row by row: what lies behind is on the disk already."""

import re

from django.db import connection
from rustpy_xlsxwriter import FastExcel, Format

from workbooks.exporting.sheets import NUMBER, joined, select

BATCH = 5000  # customers whose rows are fetched together
MOST_ROWS = 1_048_576  # of a sheet of Excel, with its header; what is more goes on in a further sheet
WIDTHS = (10, 30)  # of a column, by the length of its heading
UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f]")  # what XML cannot hold, and the return that comes with a new line


def write_workbook(file, sheets, count, progress, *, most_rows=MOST_ROWS):
    """Write the chosen customers to a path or a binary file; `progress(rows done)` counts customers, once for each
    sheet.

    Text is text: 138... stays a phone number and =cmd() what somebody typed, also when the cell is edited. Days are
    text too, as YYYY-MM-DD, for a date would be shown in the way of whoever opens the file.
    """
    book = FastExcel(file).freeze(row=1, col=2)
    for done, sheet in enumerate(sheets):
        columns = _headed(sheet.columns())
        words = [heading for heading, column in columns.items() if column.type != NUMBER]
        looks = {
            "header_format": Format().set_bold(),
            "column_widths": {heading: min(max(WIDTHS[0], 2 * len(heading) + 2), WIDTHS[1]) for heading in columns},
            "column_formats": dict.fromkeys(words, Format().set_num_format("@")),
            "ignore_errors": words,  # no warning at each phone that it looks like a number
        }
        for number, (first, last) in enumerate(_pages(sheet, count, most_rows - 1), 1):
            rows = _rows(sheet, list(columns), first, last, lambda n, done=done: progress(done * count + n))
            book.sheet(f"{sheet.title} {number}" if number > 1 else str(sheet.title), rows, **looks)
    book.save()


def _headed(columns):
    """{heading: Column}; a dealer's own field may be called like one of ours, and a blank tells them apart."""
    found = {}
    for column in columns:
        heading = column.heading
        while heading in found:
            heading += " "
        found[heading] = column
    return found


def _pages(sheet, count, most):
    """The numbers (first, last) of the customers in each of the sheets needed.

    The rows of one customer stay together: half an order, come back by itself, would be all of it.
    """
    first = 1
    while first <= max(count, 1):
        with connection.cursor() as cursor:
            cursor.execute(
                f"""SELECT min(n) FROM (
                        SELECT chosen.n, sum(count(*)) OVER (ORDER BY chosen.n) AS filled
                        {joined(sheet, first, count)} GROUP BY chosen.n) AS numbered
                    WHERE filled > %s AND n > %s""",
                [most, first],
            )
            (beyond,) = cursor.fetchone()
        last = beyond - 1 if beyond else count
        yield first, last
        first = max(last, first) + 1


def _rows(sheet, headings, first, last, progress):
    """{heading: cell} of the customers' rows; of nobody one without cells, so that the headings stand there."""
    width, is_empty = len(headings), True
    for begin in range(first, last + 1, BATCH):
        end = min(begin + BATCH - 1, last)
        with connection.cursor() as cursor:
            cursor.execute(select(sheet, begin, end))
            for row in cursor:
                if sheet.keeps is None or sheet.keeps(row[width:]):
                    is_empty = False
                    yield dict(zip(headings, map(_cell, row), strict=False))
        progress(end)
    if is_empty:
        yield dict.fromkeys(headings)


def _cell(value):
    if isinstance(value, str) and not value.isprintable():
        return UNSEEN.sub("", value)
    return value
