"""manage.py import_customers and export_customers: the dealer's own workbook in, the truth out."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

DATA = Path(__file__).parents[1] / "data"
WORKBOOK = DATA / "dealer_customers.xlsx"


@pytest.fixture
def truth():
    return json.loads((DATA / "dealer_customers.truth.json").read_text())


def import_file(tmp_path, *options, file=WORKBOOK):
    report = tmp_path / "report.json"
    call_command("import_customers", str(file), "--store", "east", "--report", str(report), *options)
    return json.loads(report.read_text())


def exported(tmp_path):
    out = tmp_path / "out.jsonl"
    call_command("export_customers", str(out))
    return [json.loads(line) for line in out.read_text().splitlines()]


def as_in_truth(customer):
    """What the truth file says of a customer, from a line of the export."""
    first, *again = customer["orders"]
    birthday = customer["birthday"]
    found = {
        "name": customer["name"],
        "phones": customer["phones"],
        "community": customer["community"],
        "birthday": birthday and {key: birthday[key] for key in ("cal", "year", "month", "day")},
        "signed": first["signed"],
        "installed": first["installed"],
        "lines": len(first["lines"]),
        "total": first["total"],
    }
    if again:
        found["again"] = [{"signed": order["signed"], "total": order["total"]} for order in again]
    return found


def test_what_is_in_the_archive_afterwards_is_the_truth(store, tmp_path, truth):
    report = import_file(tmp_path)
    assert {customer["phones"][0]: as_in_truth(customer) for customer in exported(tmp_path)} == {
        phone: {key: value for key, value in customer.items() if key != "row"}
        for phone, customer in truth["customers"].items()
    }
    assert report["totals"] == {
        "created": 276, "updated": 7, "unchanged": 0, "refused": 4, "passed_over": 20, "orders": truth["orders"],
    }  # fmt: skip
