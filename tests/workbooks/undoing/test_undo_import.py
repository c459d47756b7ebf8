"""A whole import is taken back: nothing of it stays, and nothing else is touched."""

import csv
import io

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from campaigns.actions.revisits import log_revisit
from campaigns.models import Contact
from campaigns.planning import plan_store
from customers.actions.phone_access import reveal_phone
from customers.actions.tiers import recompute_tiers
from customers.models import (
    Activity,
    ArchiveCheck,
    Customer,
    CustomerPhone,
    LikelyDuplicate,
    Order,
    OwnField,
    OwnValues,
    Suspicion,
    Tag,
    TierCutoffs,
)
from customers.search import keep_search
from dealercrm.lib.errors import Refused
from tests.factories import NOW, TODAY, close, make_customer, make_member, make_signed_order
from tests.workbooks.undoing.bringing import LI, WANG, WORKBOOK, all_but_the_acts, bring, same, undo
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.import_undo import ask_to_undo
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.models import ImportChange, ImportJob

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_first_import_leaves_nothing(store, manager, assistant, plan):
    before = all_but_the_acts()
    job = bring(store, manager, content=WORKBOOK.read_bytes(), name="老客户.xlsx")
    assert Customer.objects.count() == 276 and Contact.objects.exists()
    undo(job, manager)
    assert (job.state, job.undone_by, job.error) == ("undone", manager, "")
    same(all_but_the_acts(), before)
    assert not ImportChange.objects.exists()


def test_what_it_changed_is_as_it_was_to_the_last_column(store, manager, assistant, plan):
    first = bring(store, manager, WANG, LI)
    make_signed_order(make_customer(store, name="旁人"), signed_on=TODAY)
    plan_store(store, today=timezone.localdate())
    recompute_tiers(timezone.localdate())
    before, tiers = all_but_the_acts(), TierCutoffs.objects.latest("pk")
    corrected = [*WANG[:2], "保利", "农历八月十五", "2022-03-20", "床垫", "4500", "小刘"]
    more = ["李红", "13583685958 13000000001", "保利", "1990-01-01", "2024-01-01", "门", "500", ""]
    second = bring(store, manager, corrected, more, ["赵六", "13583685959", "", "", "", "", "", ""])
    assert (second.totals["created"], second.totals["updated"]) == (1, 2)
    changed = Customer.objects.get(name="王莉")
    assert changed.community == "保利" and changed.orders.get().amount == 4500
    assert CustomerPhone.objects.filter(number="13000000001").exists()
    undo(second, manager)
    assert second.state == "undone", second.error
    same(all_but_the_acts(), before)
    latest = TierCutoffs.objects.latest("pk")
    assert (latest.a_from, latest.b_from, latest.c_from) == (tiers.a_from, tiers.b_from, tiers.c_from)
    undo(first, manager)
    assert not Customer.objects.exclude(name="旁人").exists()


def test_rewritten_lines_come_back_under_their_own_numbers(store, manager):
    bring(store, manager, WANG)
    line = Order.objects.get().lines.get()
    undo(bring(store, manager, [*WANG[:6], "5000", "小刘"]), manager)
    back = Order.objects.get().lines.get()
    assert (back.pk, back.amount) == (line.pk, 3000)


def test_everybody_elses_archive_is_left_alone(store, other_store, manager, assistant, plan):
    theirs, ours = (
        make_customer(other_store, phones=["13583685957"]),
        make_customer(store, name="老张", keeper=assistant),
    )
    log_revisit(ours, by=assistant, now=NOW, way="call", outcome="reached", note="好", needs="", next_on=None)
    before = all_but_the_acts()
    undo(bring(store, manager, WANG, LI), manager)
    same(all_but_the_acts(), before)
    assert Customer.objects.filter(pk__in=[theirs.pk, ours.pk]).count() == 2


def test_who_looked_at_a_number_stays_written_down(store, manager):
    job = bring(store, manager, WANG)
    reveal_phone(Customer.objects.get(), by=manager)
    undo(job, manager)
    fact = Activity.objects.get(kind="customers.phone_revealed")
    assert (job.state, fact.by, fact.customer) == ("undone", manager, None)


def test_what_the_house_made_by_itself_goes_too(store, manager, plan):
    old = make_customer(store, name="老张")
    before = all_but_the_acts()
    job = bring(store, manager, WANG)
    customer = Customer.objects.get(name="王莉")
    first, second = sorted((old, customer), key=lambda each: each.pk)
    LikelyDuplicate.objects.create(first=first, second=second, store=store, reason="phone", found_at=NOW)
    Suspicion.objects.create(customer=customer, store=store, reason="burst", found_at=NOW)
    ArchiveCheck.objects.create(customer=customer, store=store, month=TODAY.replace(day=1), drawn_at=NOW)
    close(Contact.objects.filter(customer=customer), "expired")
    undo(job, manager)
    assert (job.state, job.error) == ("undone", "")
    same(all_but_the_acts(), before)


def test_it_is_undone_once(store, manager):
    job = undo(bring(store, manager, WANG), manager)
    with pytest.raises(Refused):
        ask_to_undo(job, by=manager)
    run_step(job.pk)
    job.refresh_from_db()
    assert job.state == "undone"


def test_families_tags_own_fields_and_lines_of_those_who_were_there_go_and_come_back(store, manager, plan):
    own = OwnField.objects.create(label="车位", type="text")
    there = make_customer(store, name="王莉", phones=["13583685957"])
    make_member(there, relation="spouse", name="李强")
    plan_store(store, today=timezone.localdate())
    keep_search([there.pk])
    before = all_but_the_acts()
    head = ["姓名", "电话", "配偶姓名", "父亲姓名", "标签", "车位", "成交日期", "产品1", "金额1", "产品2", "金额2"]
    rows = [
        ["王莉", "13583685957", "李强", "王建国", "老业主、团购", "B12", "2022-03-20", "床垫", "3000", "沙发", "5000"],
        ["赵六", "13583685959", "钱七", "", "老业主", "B13", "", "", "", "", ""],
    ]
    file = io.StringIO()
    csv.writer(file).writerows([head, *rows])
    job = upload_workbook(ContentFile(file.getvalue().encode(), name="a.csv"), store=store, by=manager)
    confirm_columns(job, {layout.sheet: layout.columns for layout in layouts_of(job)}, by=manager, makes_tags=True)
    for step in (None, commit_import):
        if step:
            step(ImportJob.objects.get(pk=job.pk))
        run_step(job.pk, now=NOW)
    job.refresh_from_db()
    assert job.state == "done", job.error
    assert there.members.filter(name="王建国").exists() and Tag.objects.count() == 2
    assert OwnValues.objects.get(customer=there).values == {own.key: "B12"}
    assert undo(job, manager).state == "undone", job.error
    same(all_but_the_acts(), before)
