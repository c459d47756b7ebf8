"""A real dealer's workbook comes out exactly as a person would read it."""

import json
from datetime import date
from pathlib import Path

import pytest

from workbooks.reading.drafts import PassedOver
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all

DATA = Path(__file__).parents[2] / "data"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def read():
    sheets = read_workbook(DATA / "dealer_customers.xlsx", "dealer_customers.xlsx")
    return list(read_all(sheets, guess_layouts(sheets, today=TODAY), today=TODAY, area_code="0371"))


@pytest.fixture(scope="module")
def truth():
    return json.loads((DATA / "dealer_customers.truth.json").read_text())


def test_every_customer_of_the_truth_comes_out_and_nobody_else(read, truth):
    found = {}
    for record in read:
        if isinstance(record, PassedOver) or record.is_refused:
            continue
        order = record.orders[0]
        if record.phones[0] in found:
            again = found[record.phones[0]].setdefault("again", [])
            again.append({"signed": order.signed_on.isoformat(), "total": order.amount})
            continue
        birthday = record.facts.get("birthday")
        found[record.phones[0]] = {
            "name": record.name,
            "phones": record.phones,
            "community": record.facts["community"],
            "birthday": birthday
            and {"cal": birthday.calendar, "year": birthday.year, "month": birthday.month, "day": birthday.day},
            "signed": order.signed_on.isoformat(),
            "installed": order.installed_on.isoformat(),
            "lines": len(order.lines),
            "total": order.amount,
            "row": record.row,
        }
    assert found == truth["customers"]


def test_the_orders_are_counted(read, truth):
    records = [record for record in read if not isinstance(record, PassedOver) and not record.is_refused]
    assert sum(len(record.orders) for record in records) == truth["orders"]


def test_whoever_cannot_be_reached_is_refused(read, truth):
    refused = [record for record in read if not isinstance(record, PassedOver) and record.is_refused]
    assert [{"row": record.row, "name": record.name} for record in refused] == truth["refused"]


def test_blank_rows_sums_and_repeated_headers_are_passed_over(read):
    reasons = [row.reason for row in read if isinstance(row, PassedOver)]
    assert {reason: reasons.count(reason) for reason in reasons} == {"blank": 14, "sum": 4, "header": 2}
