"""manage.py import_customers and export_customers: the dealer's own workbook in, the truth out."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from customers import facts
from customers.models import Activity, Customer, Order
from tests.factories import SHANGHAI
from workbooks.models import ImportJob

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


def test_a_second_import_changes_nothing(store, tmp_path):
    import_file(tmp_path)
    before, activities = exported(tmp_path), Activity.objects.count()
    report = import_file(tmp_path)
    assert exported(tmp_path) == before
    assert report["totals"] == {
        "created": 0, "updated": 0, "unchanged": 283, "refused": 4, "passed_over": 20, "orders": 0,
    }  # fmt: skip
    assert Activity.objects.count() == activities


def test_a_dry_run_says_the_same_and_leaves_nothing(store, tmp_path):
    dry = import_file(tmp_path, "--dry-run")
    assert not Customer.objects.exists()
    assert not ImportJob.objects.exists()
    assert import_file(tmp_path) == dry


def test_the_report_tells_of_each_row(store, tmp_path):
    rows = {row["row"]: row for row in import_file(tmp_path)["rows"]}
    assert rows[4] == {"sheet": "老客户档案", "row": 4, "outcome": "created", "customer": "陈磊鑫", "messages": []}
    assert rows[6]["outcome"] == "refused"
    assert rows[6]["messages"]
    assert rows[9]["outcome"] == "passed_over"
    assert rows[393]["outcome"] == "updated"


def test_the_archive_is_ready_to_work_with(store, tmp_path):
    import_file(tmp_path)
    customer = Customer.objects.get(phones__number="15998601552")
    assert customer.customer_since == date(2017, 7, 23)
    assert customer.tier.orders == 2
    assert Customer.objects.found_by("高佳").get() == customer
    assert Customer.objects.found_by("gjg").get() == customer
    assert Customer.objects.get(phones__number="13583685957").occupation_code == "engineer"


def test_history_sets_nothing_off_but_the_import_is_announced_once(store, tmp_path):
    import_file(tmp_path)
    assert Activity.objects.filter(imported=False).values_list("kind", flat=True).get() == facts.ARCHIVES_ADDED
    signed = Activity.objects.filter(kind=facts.ORDER_SIGNED)
    assert signed.count() == 283
    customer = Customer.objects.get(phones__number="13577631706")
    activity = signed.get(customer=customer)
    assert (activity.at.astimezone(SHANGHAI).date(), activity.by_name) == (date(2020, 4, 10), "陈姐")


def test_staff_known_by_name_are_linked(store, tmp_path, assistant):
    import_file(tmp_path)
    by_name = Order.objects.filter(salesperson_name="小刘")
    assert by_name.count() > 0
    assert set(by_name.values_list("salesperson", flat=True)) == {assistant.pk}
    assert set(Order.objects.filter(salesperson_name="陈姐").values_list("salesperson", flat=True)) == {None}


@pytest.mark.parametrize(
    ("file", "options", "sentence"),
    [
        (WORKBOOK, ["--store", "nowhere"], "nowhere"),
        (DATA / "missing.xlsx", ["--store", "east"], "没有文件"),
        (DATA / "lunar_check.csv", ["--store", "east"], "没有一张工作表"),
        (WORKBOOK, ["--store", "east", "--report", "/nowhere/report.json"], "文件夹不存在"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(store, file, options, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("import_customers", str(file), *options)
    assert not Customer.objects.exists()
