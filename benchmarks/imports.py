"""A workbook into an archive beside the bare COPY of the rows it wrote, into the same tables (goals 17, 18)."""

import resource
import tempfile
import time
from contextlib import ExitStack
from datetime import date
from tempfile import TemporaryFile

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from benchmarks import database
from customers.models import (
    Activity,
    Completeness,
    Customer,
    CustomerPhone,
    CustomerSearch,
    CustomerTier,
    Order,
    OrderLine,
)
from stores.models import Store
from workbooks.actions.import_steps import import_workbook
from workbooks.models import ImportJob
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

TODAY = date(2026, 11, 22)
RATIO = 0.6  # of the bare COPY's pace
SURNAMES, GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗", "美伟丽强敏静磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉萍红"
HEADER = "姓名,电话,小区,房号,生日,职业,成交日期,产品,数量,金额,安装日期,导购,备注"
# What the import wrote, in an order in which each row finds the one it hangs on; history is the database's own work.
WRITTEN = (ImportJob, Customer, CustomerPhone, CustomerSearch, Order, OrderLine, Activity, CustomerTier, Completeness)


def rows(count):
    for n in range(count):
        year, name = 2018 + n % 8, SURNAMES[n % 20] + GIVEN[n * 7 % len(GIVEN)] + GIVEN[n * 13 % len(GIVEN)]
        yield (
            name, f"13{n + 100_000_000:09d}", f"小区{n % 500}", f"{n % 30 + 1}-{n % 4 + 1}-{n % 28 + 101}",
            f"19{60 + n % 40}-{n % 12 + 1}-{n % 28 + 1}", "教师", f"{year}-{n % 12 + 1}-{n % 28 + 1}", "床垫", "1张",
            str(3000 + n % 500), f"{year}-{n % 12 + 1}-28", "陈姐", "爱养花",
        )  # fmt: skip


def run(count, *, into=None):
    """Print what an import of that many customers takes, after the reading and in all, and how memory grows.

    The archive begins empty, or as a copy of the one with `into` customers.
    """
    begin(into)
    store, before = Store.objects.get(code="bench"), [last(model) for model in WRITTEN]
    with tempfile.NamedTemporaryFile("w+", suffix=".csv", encoding="utf-8") as file:
        file.write("\n".join([HEADER, *(",".join(row) for row in rows(count))]))
        file.flush()
        sheets = read_workbook(file.name, "bench.csv")
        layouts = guess_layouts(sheets, today=TODAY)
        reading = timed(lambda: sum(1 for _record in read_all(sheets, layouts, today=TODAY)))
        after_reading = resident()
        job = ImportJob.objects.create(store=store, file_name="bench.csv", sha256="0" * 64)
        given = {"keep_lines": lambda lines: None, "today": TODAY, "now": timezone.now(), "job": job}
        whole = timed(lambda: import_workbook(store, read_all(sheets, layouts, today=TODAY), **given))
    assert Customer.objects.filter(store=store).count() == count
    grown = resident() - after_reading
    written, bare = copied(before, into)
    ours, bound = count / (whole - reading), count / bare
    print(f"17   import, after reading    {ours:>8,.0f} customers/s, whole {count / whole:,.0f}")
    print(
        f"     bare COPY of its rows    {bound:>8,.0f} customers/s, {written / bare:,.0f} rows/s, "
        f"ratio {ours / bound:.2f}, at least {RATIO}  {'ok' if ours / bound >= RATIO else 'MISSED'}"
    )
    print(f"18   memory beyond reading    {grown:>8,.0f} MB, at most 50  {'ok' if grown <= 50 else 'MISSED'}")


def begin(into):
    """The archive as it is before the import, with a store for it."""
    database.create(connection, anew=True, like=into)
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    Store.objects.create(code="bench", name="bench", area_code="0371")


def last(model):
    return model.objects.aggregate(last=Max("pk"))["last"] or 0


def copied(before, into):
    """(rows, seconds) the database takes for the very rows the import wrote, put into the archive as it was before
    (`before` are the last keys): the same tables, keys, indexes and history."""
    written = 0
    with ExitStack() as stack:
        files = [stack.enter_context(TemporaryFile()) for _model in WRITTEN]
        with connection.cursor() as cursor:
            for model, file, key in zip(WRITTEN, files, before, strict=True):
                new = f"SELECT * FROM {model._meta.db_table} WHERE {model._meta.pk.column} > {key}"
                cursor.copy_expert(f"COPY ({new}) TO STDOUT", file)
                written += cursor.rowcount
                file.seek(0)
        begin(into)
        begun = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            for model, file in zip(WRITTEN, files, strict=True):
                cursor.copy_expert(f"COPY {model._meta.db_table} FROM STDIN", file)
        return written, time.perf_counter() - begun


def timed(call):
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def resident():
    """Megabytes at the most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
