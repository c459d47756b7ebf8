"""A workbook into an empty archive beside the bare COPY and upsert of the same rows (PERFORMANCE, row 17 and 18)."""

import io
import resource
import tempfile
import time
from datetime import date

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from benchmarks import database
from customers.actions.import_steps import import_workbook
from customers.importing.sheets import read_workbook
from customers.importing.workbook import guess_layouts, read_all
from customers.models import Customer, ImportJob
from stores.models import Store

TODAY = date(2026, 11, 22)
SURNAMES, GIVEN = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗", "美伟丽强敏静磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉萍红"
HEADER = "姓名,电话,小区,房号,生日,职业,成交日期,产品,数量,金额,安装日期,导购,备注"
STAGING = """
    CREATE TEMP TABLE staging (phone text, name text, community text, amount numeric) ON COMMIT DROP;
    CREATE TEMP TABLE bare (id bigserial PRIMARY KEY, store bigint, phone text, name text, community text,
                            amount numeric, UNIQUE (phone, store)) ON COMMIT DROP"""
UPSERT = """
    INSERT INTO bare (store, phone, name, community, amount) SELECT 1, phone, name, community, amount FROM staging
    ON CONFLICT (phone, store) DO UPDATE SET name = excluded.name, community = excluded.community"""


def rows(count):
    for n in range(count):
        year, name = 2018 + n % 8, SURNAMES[n % 20] + GIVEN[n * 7 % len(GIVEN)] + GIVEN[n * 13 % len(GIVEN)]
        yield (
            name, f"13{n + 100_000_000:09d}", f"小区{n % 500}", f"{n % 30 + 1}-{n % 4 + 1}-{n % 28 + 101}",
            f"19{60 + n % 40}-{n % 12 + 1}-{n % 28 + 1}", "教师", f"{year}-{n % 12 + 1}-{n % 28 + 1}", "床垫", "1张",
            str(3000 + n % 500), f"{year}-{n % 12 + 1}-28", "陈姐", "爱养花",
        )  # fmt: skip


def run(count):
    """Print what an import of that many customers takes, after the reading and in all, and how memory grows."""
    database.create(connection, anew=True)
    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    store = Store.objects.create(code="bench", name="bench", area_code="0371")
    with tempfile.NamedTemporaryFile("w+", suffix=".csv", encoding="utf-8") as file:
        file.write("\n".join([HEADER, *(",".join(row) for row in rows(count))]))
        file.flush()
        sheets = read_workbook(file.name, "bench.csv")
        layouts = guess_layouts(sheets, today=TODAY)
        reading = timed(lambda: sum(1 for _record in read_all(sheets, layouts, today=TODAY)))
        after_reading = resident()
        job = ImportJob.objects.create(store=store, file_name="bench.csv", sha256="0" * 64)
        given = {"take": lambda lines: None, "today": TODAY, "now": timezone.now(), "job": job}
        whole = timed(lambda: import_workbook(store, sheets, layouts, **given))
    assert Customer.objects.count() == count
    bare = timed(lambda: copy_and_upsert(count))
    ours, bound = count / (whole - reading), count / bare
    print(f"17   import, after reading {ours:>10,.0f} customers/s, whole {count / whole:,.0f}")
    print(f"     bare COPY and upsert  {bound:>10,.0f} rows/s, ratio {ours / bound:.3f} (must 0.3)")
    print(f"18   memory beyond reading {resident() - after_reading:>10,.0f} MB (must 50)")


def copy_and_upsert(count):
    text = io.StringIO("".join(f"{row[1]}\t{row[0]}\t{row[2]}\t{row[9]}\n" for row in rows(count)))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STAGING)
        cursor.copy_expert("COPY staging FROM STDIN", text)
        cursor.execute(UPSERT)


def timed(call):
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def resident():
    """Megabytes at the most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
