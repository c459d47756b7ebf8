"""Work done since with what an import brought refuses its undoing as a whole, and is shown."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from campaigns.models import Revisit
from customers.actions.erase import erase
from customers.actions.merge import merge
from customers.actions.tags import tag_customer
from customers.models import (
    ArchiveCheck,
    Attachment,
    Consent,
    Customer,
    LikelyDuplicate,
    Suspicion,
    Tag,
    Tie,
)
from dealercrm.lib.errors import Refused
from dealercrm.lib.parts import all_parts
from tests.factories import (
    NOW,
    TODAY,
    make_customer,
    make_item,
    make_member,
    make_order,
    make_referral,
    make_touchpoint,
)
from tests.workbooks.undoing.bringing import LI, WANG, all_but_the_acts, bring, edited, same, undo, visited
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.import_undo import ask_to_undo
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.models import ImportJob
from workbooks.obstacles import obstacles_of

pytestmark = pytest.mark.django_db(transaction=True)


def ordered(customer, staff):
    make_order(customer)


def touched(customer, staff):
    make_touchpoint(customer, state="done", closed_at=NOW)


def put_off(customer, staff):
    make_touchpoint(customer, moved_by_hand=True)


def recommending(customer, staff):
    make_referral(customer, recorded_by=staff)


def recommended(customer, staff):
    make_referral(make_customer(customer.store, name="老张"), referee=customer, recorded_by=staff)


def settled(customer, staff):
    make_referral(make_customer(customer.store, name="老张"), order=customer.orders.get(), recorded_by=staff)


def merged(customer, staff):
    merge(make_customer(customer.store, name="老张"), customer, by=staff, choices={})


def merged_into(customer, staff):
    merge(customer, make_customer(customer.store, name="老张"), by=staff, choices={})


def filed(customer, staff):
    Attachment.objects.create(customer=customer, file="a.jpg", name="a.jpg", content_type="image/jpeg", size=1, at=NOW)


def allowed(customer, staff):
    Consent.objects.create(customer=customer, channel="call", is_given=True, how="spoken", wording="好", at=NOW)


def with_family(customer, staff):
    make_member(customer)


def with_home(customer, staff):
    make_item(customer)


def tagged(customer, staff):
    tag_customer(customer, add=[Tag.objects.create(name="老业主")], by=staff)


def tied(customer, staff):
    Tie.objects.create(first=customer, second=make_customer(customer.store, name="老张"), relation="friend")


def introducing(customer, staff):
    make_customer(customer.store, name="老张", introduced_by=customer)


def checked(customer, staff):
    ArchiveCheck.objects.create(
        customer=customer, store=customer.store, month=TODAY.replace(day=1), drawn_at=NOW, result="true",
        checked_by=staff, checked_at=NOW,
    )  # fmt: skip


def cleared(customer, staff):
    Suspicion.objects.create(
        customer=customer, store=customer.store, reason="burst", found_at=NOW, cleared_by=staff, cleared_at=NOW
    )


def told_apart(customer, staff):
    LikelyDuplicate.objects.create(
        first=customer, second=make_customer(customer.store, name="老张"), store=customer.store, reason="phone",
        found_at=NOW, two_people_by=staff, two_people_at=NOW,
    )  # fmt: skip


def erased(customer, staff):
    erase(customer, why="本人要求", by=staff)


@pytest.mark.parametrize(
    "work",
    [
        edited, ordered, visited, touched, put_off, recommending, recommended, settled, merged, merged_into, filed,
        allowed, with_family, with_home, tagged, tied, introducing, checked, cleared, told_apart, erased,
    ],
)  # fmt: skip
def test_work_done_since_refuses_the_whole_and_says_where(work, store, manager, assistant, client_of):
    job, client = bring(store, manager, WANG, LI), client_of(manager)
    customer = Customer.objects.get(name="王莉")
    work(customer, manager)
    before = all_but_the_acts()
    count, found = obstacles_of(job)
    assert count >= 1 and all(str(each.words) for each in found)
    with pytest.raises(Refused):
        ask_to_undo(job, by=manager)
    page = client.get(reverse("workbooks:import-undo", args=[job.pk]))
    assert str(found[0].words) in page.text and found[0].customer.get_absolute_url() in page.text
    assert "btn-danger" not in page.text
    same(all_but_the_acts(), before)


def test_a_later_import_comes_first(store, manager, client_of):
    first = bring(store, manager, WANG, LI)
    second = bring(store, manager, [*WANG[:2], "保利", *WANG[3:]])
    page = client_of(manager).get(reverse("workbooks:import-undo", args=[first.pk]))
    (found,) = page.context["found"]
    assert found.customer.name == "王莉" and "先撤销" in str(found.words)
    assert undo(second, manager).state == "undone"
    assert undo(first, manager).state == "undone"
    assert not Customer.objects.exists()


def test_the_same_file_again_stands_in_nobodys_way(store, manager):
    first = bring(store, manager, WANG, LI)
    with first.file.open() as file:
        content = file.read()
    again = upload_workbook(ContentFile(content, name="a.csv"), store=store, by=manager)
    confirm_columns(again, {layout.sheet: layout.columns for layout in layouts_of(again)})
    run_step(again.pk, now=NOW)
    commit_import(ImportJob.objects.get(pk=again.pk))
    run_step(again.pk, now=NOW)
    assert undo(first, manager).state == "undone"
    assert not Customer.objects.exists()


def test_work_with_somebody_it_merely_changed_is_no_obstacle_unless_the_archive_changed(store, manager, assistant):
    old = make_customer(store, name="王莉", phones=["13583685957"])
    job = bring(store, manager, WANG)
    visited(old, manager)
    assert obstacles_of(job) == (0, [])
    assert undo(job, manager).state == "undone"
    old.refresh_from_db()
    assert (old.community, old.orders.count(), Revisit.objects.count()) == ("", 0, 1)


def test_every_table_about_customers_is_work_or_the_houses_own():
    """A table added tomorrow must say which: an obstacle, tracked by the history, or what goes with the customer."""
    house = {
        "customers_activity", "customers_customersearch", "customers_customertier", "workbooks_importrow",
        "customers_completeness", "customers_markedtext", "customers_rowchange", "workbooks_importchange",
    }  # fmt: skip
    goes = {part.table for part in all_parts() if part.paths and not (part.history or part.obstacles)}
    assert goes == house
