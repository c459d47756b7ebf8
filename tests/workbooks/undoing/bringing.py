"""Bringing a workbook in and taking it back, by the steps people take; and the whole database to compare."""

import csv
import io
import json
from pathlib import Path

from django.core.files.base import ContentFile

from campaigns.actions.revisits import log_revisit
from customers.actions.customers import change_customer
from tests.database import whole_database
from tests.factories import (
    NOW,
)
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.import_undo import ask_to_undo
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook

WORKBOOK = Path(__file__).parents[2] / "data" / "dealer_customers.xlsx"
# The two acts themselves, their history, and books that are only ever added to.
HISTORY = {
    "workbooks_importjob", "workbooks_importrow", "workbooks_importchange", "customers_rowchange", "customers_tiermove",
    "workbooks_importmapping", "customers_tiercutoffs", "insights_periodfigures",
}  # fmt: skip
HEAD = ["姓名", "电话", "小区", "生日", "成交日期", "产品", "金额", "导购"]
WANG = ["王莉", "13583685957", "万科城", "1980-03-05", "2022-03-20", "床垫", "3000", "小刘"]
LI = ["李红", "13583685958", "保利", "", "2023-05-01", "沙发", "8000", ""]


def same(now, before):
    """Equal, or the rows that are not."""
    wrong = {
        table: [row for row in [*now[table], *rows] if (row in rows) != (row in now[table])]
        for table, rows in before.items()
        if rows != now[table]
    }
    assert wrong == {}, wrong


def all_but_the_acts():
    """{table: sorted rows} of everything but the two acts; a planned contact is the same under another number."""
    found = whole_database(but=HISTORY)
    acts = [row for row in map(json.loads, found["customers_activity"]) if ".archives_" not in row["kind"]]
    planned = [json.loads(row) | {"id": 0} for row in found["campaigns_touchpoint"]]
    for table, rows in (("customers_activity", acts), ("campaigns_touchpoint", planned)):
        found[table] = sorted(map(json.dumps, rows))
    return found


def bring(store, by, *rows, content=None, name="a.csv"):
    """An import by the steps people take; returns the finished job."""
    if content is None:
        file = io.StringIO()
        csv.writer(file).writerows([HEAD, *rows])
        content = file.getvalue().encode()
    job = upload_workbook(ContentFile(content, name=name), store=store, by=by)
    confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)})
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "preview", job.error
    commit_import(job)
    run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    return job


def undo(job, by):
    ask_to_undo(job, by=by)
    run_step(job.pk)
    job.refresh_from_db()
    return job


def edited(customer, staff):
    change_customer(customer, by=staff, notes="喜欢深色")


def visited(customer, staff):
    log_revisit(customer, by=staff, now=NOW, way="call", outcome="reached", note="好", needs="", next_on=None)
