"""Imports that meet, and imports whose worker is killed."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, connections, transaction
from django.utils.translation import override

from customers.actions.customers import change_customer
from customers.models import Activity, Customer, Order
from dealercrm.local import server
from tests.database import somebody_waits_for_us
from tests.factories import NOW, TODAY, make_customer
from tests.local.machine import Program, wait_until
from workbooks.actions.import_steps import import_workbook, run_step
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.models import ImportJob, ImportRow
from workbooks.reading.fields import LABELS
from workbooks.reading.sheets import Row, Sheet, read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

WORKBOOK = Path(__file__).parents[1] / "data" / "dealer_customers.xlsx"


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_file_at_once_make_nobody_twice(store):
    def import_once(number):
        try:
            sheets = read_workbook(WORKBOOK, WORKBOOK.name)
            job = ImportJob.objects.create(store=store, file_name="a.xlsx", sha256="0" * 64)
            layouts = guess_layouts(sheets, today=TODAY)
            records = read_all(sheets, layouts, today=TODAY, area_code=store.area_code)
            return import_workbook(store, records, keep_lines=lambda lines: None, today=TODAY, now=NOW, job=job)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        totals = list(pool.map(import_once, range(2)))
    assert sorted(total["created"] for total in totals) == [0, 276]
    assert (Customer.objects.count(), Order.objects.count()) == (276, 283)


@pytest.mark.django_db(transaction=True)
def test_a_number_added_while_an_import_decides_stays(store, manager):
    wang = make_customer(store, name="王莉", phones=["13583685957", "13900001111"])
    with override("zh-hans"):
        head = [str(LABELS[field]) for field in ("id", "name", "phone")]
    grid = [head, [wang.pk, "王莉", "13583685975、13900001111"]]
    sheet = Sheet("客户", 2, lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)])
    job = ImportJob.objects.create(store=store, by=manager, file_name="导出.xlsx", sha256="0" * 64)

    def bring_in():
        try:
            given = {"today": TODAY, "now": NOW, "job": job, "by": manager, "keep_lines": lambda lines: None}
            return import_workbook(store, read_all([sheet], guess_layouts([sheet], today=TODAY), today=TODAY), **given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic(), connection.cursor() as cursor:
            # The import reads and decides, and is held where it begins to write.
            cursor.execute("LOCK TABLE customers_customer IN SHARE MODE")
            totals = pool.submit(bring_in)
            wait_until(somebody_waits_for_us)
            change_customer(wang, by=manager, phones=["13583685957", "13900001111", "13700002222"])
        assert totals.result()["updated"] == 1
    assert [phone.number for phone in wang.phones.all()] == ["13583685975", "13900001111", "13700002222"]
    assert all(Customer.objects.found_by(number).exists() for number in ("13583685975", "13700002222"))


def worker(job):
    """A process of its own that takes the job's next step, in the tests' database."""
    address, name = server.address(settings.VAR / "postgres"), connection.settings_dict["NAME"]
    surroundings = {
        "DATABASE_URL": f"postgres://{address['user']}@/{name}?host={address['host']}",
        "SECRET_KEY": "of-this-test-only-" + "x" * 40,
        "DEALERCRM_VAR": str(settings.VAR),
    }
    code = f"import django; django.setup(); from workbooks.actions.import_steps import run_step; run_step({job.pk})"
    return Program("-c", code, **surroundings)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_leaves_nothing_and_the_next_one_begins_anew(store, manager, settings):
    settings.MEDIA_ROOT = settings.VAR / "media"  # where another process looks
    rows = "\n".join(f"王{n},{13500000000 + n},2022-03-20,床垫,3000" for n in range(3_000))
    file = ContentFile(f"姓名,电话,成交日期,产品,金额\n{rows}".encode(), name="a.csv")
    job = upload_workbook(file, store=store, by=manager)
    run_step(job.pk)
    job.refresh_from_db()
    job.layouts and confirm_columns(job, {"a": dict(enumerate(["name", "phone", "signed", "product", "amount"]))})
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.totals["created"] == 3_000
    commit_import(job)
    with worker(job) as working:

        def has_begun():
            job.refresh_from_db()
            return job.done_rows

        wait_until(has_begun, seconds=60)
        working.end(signal.SIGKILL)
    assert 0 < job.done_rows < job.total_rows
    assert job.state == "committing"
    assert not Customer.objects.exists()
    assert not Activity.objects.exists()
    for _ in range(100):  # the server notices the death of its client, then lets go of its locks
        run_step(job.pk, now=NOW)
        job.refresh_from_db()
        if job.state == "done":
            break
        time.sleep(0.1)
    assert job.state == "done"
    assert (Customer.objects.count(), Order.objects.count()) == (3_000, 3_000)
    assert ImportRow.objects.filter(job=job, outcome="created").count() == 3_000
