"""Imports that meet, and imports whose worker is killed."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, connections

from customers.actions.import_steps import import_workbook, run_step
from customers.actions.imports import commit_import, confirm_columns, upload_workbook
from customers.importing.sheets import read_workbook
from customers.importing.workbook import guess_layouts
from customers.models import Activity, Customer, ImportJob, ImportRow, Order
from dealercrm.local import server
from tests.factories import NOW, TODAY
from tests.local.machine import Program, wait_until

WORKBOOK = Path(__file__).parents[1] / "data" / "dealer_customers.xlsx"


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_the_same_file_at_once_make_nobody_twice(store):
    def import_once(number):
        try:
            sheets = read_workbook(WORKBOOK, WORKBOOK.name)
            job = ImportJob.objects.create(store=store, file_name="a.xlsx", sha256="0" * 64)
            layouts = guess_layouts(sheets, today=TODAY)
            return import_workbook(store, sheets, layouts, take=lambda lines: None, today=TODAY, now=NOW, job=job)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        totals = list(pool.map(import_once, range(2)))
    assert sorted(total["created"] for total in totals) == [0, 276]
    assert (Customer.objects.count(), Order.objects.count()) == (276, 283)


def worker(job):
    """A process of its own that takes the job's next step, in the tests' database."""
    address, name = server.address(settings.VAR / "postgres"), connection.settings_dict["NAME"]
    surroundings = {
        "DATABASE_URL": f"postgres://{address['user']}@/{name}?host={address['host']}",
        "SECRET_KEY": "of-this-test-only-" + "x" * 40,
        "DEALERCRM_VAR": str(settings.VAR),
    }
    code = f"import django; django.setup(); from customers.actions.import_steps import run_step; run_step({job.pk})"
    return Program("-c", code, **surroundings)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_half_way_leaves_nothing_and_the_next_one_begins_anew(store, manager):
    rows = "\n".join(f"王{n},{13500000000 + n},2022-03-20,床垫,3000" for n in range(5_000))
    file = ContentFile(f"姓名,电话,成交日期,产品,金额\n{rows}".encode(), name="a.csv")
    job = upload_workbook(file, store=store, by=manager)
    run_step(job.pk)
    job.refresh_from_db()
    job.layouts and confirm_columns(job, {"a": dict(enumerate(["name", "phone", "signed", "product", "amount"]))})
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.totals["created"] == 5_000
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
    assert (Customer.objects.count(), Order.objects.count()) == (5_000, 5_000)
    assert ImportRow.objects.filter(job=job, outcome="created").count() == 5_000
