"""The customers' sheet as CSV: UTF-8 with a mark at the beginning, by which Excel knows it, one row a customer."""

import csv
import io

from django.db import connection

from workbooks.exporting.sheets import TEXT, guarded, guarded_heading, select

BATCH = 50_000


def write_csv(file, sheet, count, progress):
    """Write the chosen customers into a binary file; `progress(rows done)`. The database writes the lines itself."""
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(guarded_heading(column.heading) for column in sheet.columns())
    file.write(b"\xef\xbb\xbf" + head.getvalue().encode())
    cells = ", ".join(guarded(f"c{n}") if each.type == TEXT else f"c{n}" for n, each in enumerate(sheet.columns()))
    names = ", ".join(f"c{n}" for n in range(len(sheet.columns())))
    with connection.cursor() as cursor:
        for first in range(1, count + 1, BATCH):
            rows = select(sheet, first, first + BATCH - 1)
            cursor.copy_expert(f"COPY (SELECT {cells} FROM ({rows}) AS found({names})) TO STDOUT (FORMAT csv)", file)
            progress(min(first + BATCH - 1, count))
