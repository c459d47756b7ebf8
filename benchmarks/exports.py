"""The whole archive into a file, beside csv.writer and a server-side cursor on the customers' own columns (17, 18)."""

import csv
import io
import threading
import time
from tempfile import NamedTemporaryFile, TemporaryFile

import psutil
from django.db import connection, transaction

from benchmarks.measuring import Pair
from stores.models import Role, Staff
from workbooks.exporting.all_sheets import SHEETS
from workbooks.exporting.choosing import choose, customers_of
from workbooks.exporting.plain import write_csv
from workbooks.exporting.workbook import write_workbook

ROUNDS = 3
PLAIN = (
    "id", "name", "salutation", "wechat", "community", "building", "unit", "room", "address", "household", "occupation",
    "birthday", "wedding_day", "education", "small_talk", "source", "introducer_name", "best_time", "avoid", "notes",
    "kind", "customer_since", "created_at",
)  # fmt: skip
BATCH = 2000
IN_A_WORKBOOK = 1_000_000  # customers; of more nobody opens a workbook
A_SECOND = 5_000  # customers in a workbook, at least


def pairs(customers):
    yield Pair("17", "export of all customers as CSV", ours, bound, 2, ROUNDS).run()


def remarks(customers):
    """Lines of text: what a worker's memory grows by, and how fast a workbook is written."""
    grown, seconds = grows(ours)
    yield f"18   export as CSV: {customers / seconds:,.0f} customers/s, memory grows by {grown:.0f} MB"
    if customers <= IN_A_WORKBOOK:
        grown, seconds = grows(workbook)
        pace = customers / seconds
        verdict = "ok" if pace >= A_SECOND and grown <= 50 else "MISSED"
        yield f"17   export as .xlsx: {pace:,.0f} customers/s, at least {A_SECOND:,}, {grown:.0f} MB  {verdict}"


def ours():
    with transaction.atomic(), TemporaryFile() as file:
        write_csv(file, SHEETS[0], choose(everybody()), lambda done: None)


def workbook():
    with transaction.atomic(), NamedTemporaryFile() as file:
        write_workbook(file.name, SHEETS, choose(everybody()), lambda done: None)


def bound():
    with transaction.atomic(), TemporaryFile() as file, io.TextIOWrapper(file, "utf-8", newline="") as lines:
        writer = csv.writer(lines)
        with connection.connection.cursor(name="bench") as cursor:
            cursor.itersize = BATCH
            cursor.execute(f"SELECT {', '.join(PLAIN)} FROM customers_customer ORDER BY id")
            writer.writerows(cursor)


def everybody():
    return customers_of(Staff.objects.filter(role=Role.OWNER).first(), "", None)


def grows(work):
    """(MB the process grows by at most while it works, seconds)."""
    process, peak, is_over = psutil.Process(), [0], threading.Event()
    before = process.memory_info().rss

    def watch():
        while not is_over.wait(0.02):
            peak[0] = max(peak[0], process.memory_info().rss)

    watching = threading.Thread(target=watch)
    watching.start()
    begun = time.perf_counter()
    try:
        work()
    finally:
        is_over.set()
        watching.join()
    return max(0, peak[0] - before) / 2**20, time.perf_counter() - begun
