"""A merge that is taken back, at once or long after."""

import json

import pytest
from django.utils import translation

from campaigns.models import Contact
from campaigns.planning import plan_store
from customers.actions.customers import change_customer
from customers.actions.merge import merge, undo_merge
from customers.actions.orders import install_order
from customers.models import (
    Attachment,
    Customer,
    Home,
    HomeItem,
    Order,
    OwnField,
)
from dealercrm.lib.errors import Refused
from tests.database import whole_database
from tests.factories import (
    NOW,
    TODAY,
    close,
    make_customer,
    make_file,
    make_signed_order,
)
from workbooks.intake.run import take_in
from workbooks.models import ImportJob
from workbooks.reading.fields import LABELS
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all

# What may differ after a merge and its undoing: that both happened.
OF_MERGES = ("customers_merged", "merge_undone")
HISTORY = {"customers_rowchange", "customers_merge", "insights_periodfigures"}


def all_but_history():
    """{table: sorted rows} of everything but the merge's own history."""
    found = whole_database(but=HISTORY)
    acts = found["customers_activity"]
    return found | {"customers_activity": [row for row in acts if not any(f'.{kind}"' in row for kind in OF_MERGES)]}


def test_undone_the_whole_database_is_as_before(two, owner, store):
    plan_store(store, today=TODAY)
    before, people = all_but_history(), set(Customer.objects.values_list("pk", flat=True))
    merged = merge(*two, by=owner, choices={"name": "gone", "own." + OwnField.objects.get().key: "gone"}, now=NOW)
    assert all_but_history() != before
    undo_merge(merged, by=owner, now=NOW)
    after = all_but_history()
    for table, read in before.items():
        assert after[table] == read, table
    assert set(Customer.objects.values_list("pk", flat=True)) == people


def test_work_done_since_stays_when_it_is_undone(two, owner):
    keep, gone = two
    merged = merge(keep, gone, by=owner, choices={}, now=NOW)
    order = make_signed_order(keep)
    touchpoint = Contact.objects.filter(customer=keep, state="planned").first()
    close(Contact.objects.filter(customer=keep, state="planned"), "done")
    undo_merge(merged, by=owner, now=NOW)
    order.refresh_from_db()
    touchpoint.refresh_from_db()
    assert order.customer == keep and touchpoint.state == "done"
    assert Customer.objects.get(pk=gone.pk).orders.count() == 1


def test_a_chosen_field_changed_since_stands_in_the_way(two, owner):
    merged = merge(*two, by=owner, choices={"name": "gone"}, now=NOW)
    change_customer(two[0], by=owner, name="张小芳")
    before = all_but_history()
    with pytest.raises(Refused):
        undo_merge(merged, by=owner, now=NOW)
    assert all_but_history() == before


def by_hand(customer, by, store, numbers):
    change_customer(customer, by=by, phones=numbers)


def by_import(customer, by, store, numbers):
    """Our own export with another cell, in which the numbers stand."""
    grid = [[str(LABELS[field]) for field in ("id", "name", "phone")], [customer.pk, customer.name, "、".join(numbers)]]
    sheet = Sheet("客户", 2, lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)])
    job = ImportJob.objects.create(store=store, by=by, file_name="导出.xlsx", sha256="0" * 64)
    given = {"today": TODAY, "now": NOW, "job": job, "by": by, "keep_lines": lambda lines: None}
    take_in(store, read_all([sheet], guess_layouts([sheet], today=TODAY), today=TODAY), **given)


@pytest.mark.parametrize("write", [by_hand, by_import])
def test_a_number_written_since_changes_just_that_when_it_is_undone(write, two, owner, store):
    keep, gone = two
    before = all_but_history()
    merged = merge(keep, gone, by=owner, choices={}, now=NOW)
    with translation.override("zh-hans"):
        write(Customer.objects.get(pk=keep.pk), owner, store, ["13800000009", "13800000002", "13800000003"])
    undo_merge(merged, by=owner, now=NOW)
    assert [[p.number for p in each.phones.all()] for each in two] == [
        ["13800000009", "13800000002"], ["13800000002", "13800000003"],
    ]  # fmt: skip
    after = all_but_history()
    theirs = {"customers_customer", "customers_customersearch", "customers_customerphone"}  # updated_at, and so on
    told = {"customers_activity", "workbooks_importjob"}
    assert {table: after[table] for table in before.keys() - theirs - told} == {
        table: before[table] for table in before.keys() - theirs - told
    }
    phones = [set(map(reading, found["customers_customerphone"])) for found in (before, after)]
    assert [{number for _id, _customer, number, _position in one - other} for one, other in (phones, phones[::-1])] == [
        {"13800000001"}, {"13800000009"},
    ]  # fmt: skip


def reading(text):
    row = json.loads(text)
    return row["id"], row["customer_id"], row["number"], row["position"]


def test_a_later_merge_is_undone_first(two, owner, store):
    keep, gone = two
    third = make_customer(store, name="张小美")
    before = all_but_history()
    first = merge(keep, gone, by=owner, choices={}, now=NOW)
    second = merge(third, keep, by=owner, choices={}, now=NOW)
    with pytest.raises(Refused):
        undo_merge(first, by=owner, now=NOW)
    undo_merge(second, by=owner, now=NOW)
    undo_merge(first, by=owner, now=NOW)
    assert all_but_history() == before
    with pytest.raises(Refused):
        undo_merge(first, by=owner, now=NOW)


def test_a_photo_taken_since_goes_with_its_home(store, owner):
    keep, gone = make_customer(store, name="韩梅梅"), make_customer(store, name="韩梅")
    home = Home.objects.create(customer=gone, community="万科城", door="1-1")
    merged = merge(keep, gone, by=owner, choices={})
    ours, theirs = make_file(keep), make_file(keep, home=home)
    undo_merge(merged, by=owner)
    assert Attachment.objects.get(pk=theirs.pk).customer_id == gone.pk
    assert Attachment.objects.get(pk=ours.pk).customer_id == keep.pk


@pytest.mark.parametrize("whose", ["keep", "gone"])
def test_what_was_installed_since_stands_in_the_home_of_who_bought_it(whose, store, owner):
    both = {"keep": make_customer(store, community="翠湖苑", room="801"), "gone": make_customer(store)}
    buyer, other = both[whose], both["gone" if whose == "keep" else "keep"]
    order = make_signed_order(buyer)
    homes = [Home.objects.create(customer=other, community="万科城", door="1-1", is_main=True)]
    if whose == "gone":
        homes.append(Home.objects.create(customer=buyer, community="碧桂园", door="2-2"))
    merged = merge(both["keep"], both["gone"], by=owner, choices={})
    install_order(Order.objects.get(pk=order.pk), on=TODAY, by=owner, today=TODAY)
    assert HomeItem.objects.get().home == homes[0]
    undo_merge(merged, by=owner)
    item = HomeItem.objects.get()
    assert item.home.customer_id == item.order_line.order.customer_id == buyer.pk
    assert item.home.community == ("翠湖苑" if whose == "keep" else "碧桂园")
