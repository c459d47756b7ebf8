"""Who was worked with since an import brought them stays, and is shown with the reason; the others go."""

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
    make_contact,
    make_customer,
    make_item,
    make_member,
    make_order,
    make_referral,
)
from tests.workbooks.undoing.bringing import LI, WANG, all_but_the_acts, bring, edited, same, undo, visited
from workbooks.actions.import_steps import layouts_of, run_step
from workbooks.actions.import_undo import ask_to_undo
from workbooks.actions.imports import commit_import, confirm_columns, upload_workbook
from workbooks.models import ImportJob
from workbooks.obstacles import Obstacles

pytestmark = pytest.mark.django_db(transaction=True)
THE_IMPORTS_OWN = ("workbooks_importrow", "workbooks_importchange")


def ordered(customer, staff):
    make_order(customer)


def touched(customer, staff):
    make_contact(customer, state="done", closed_at=NOW)


def put_off(customer, staff):
    make_contact(customer, is_fixed=True)


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


WORK = [
    edited, ordered, visited, touched, put_off, recommending, recommended, settled, merged, merged_into, filed,
    allowed, with_family, with_home, tagged, tied, introducing, checked, cleared, told_apart, erased,
]  # fmt: skip


def told_of(*names):
    """All that the archive and the house's own tables hold of people with these names."""
    ids = [*Customer.objects.filter(name__in=names).values_list("pk", flat=True)]
    found = {}
    for part in all_parts():
        tiers = ("customers_customertier", "customers_tiermove", "customers_customerrisk")
        if part.paths and part.table not in (*tiers, "customers_rowchange", *THE_IMPORTS_OWN):
            found[part.table] = sorted(map(str, part.of(*ids).order_by().values()))
    return found


@pytest.mark.parametrize("work", WORK)
def test_work_done_since_keeps_that_customer_whole_and_says_why(work, store, manager, assistant, client_of):
    one, client = bring(store, manager, WANG), client_of(manager)
    customer = Customer.objects.get(name="王莉")
    work(customer, manager)
    before = all_but_the_acts()
    with pytest.raises(Refused):  # nothing is left to be undone
        ask_to_undo(one, by=manager)
    page = client.get(reverse("workbooks:import-undo", args=[one.pk]))
    (reason, *_more) = page.context["found"]
    assert reason.words in page.text and reason.customer.get_absolute_url() in page.text
    assert "btn-danger" not in page.text
    same(all_but_the_acts(), before)


@pytest.mark.parametrize("work", WORK)
def test_the_rows_that_nobody_touched_are_undone_all_the_same(work, store, manager, assistant, client_of):
    job, client = bring(store, manager, WANG, LI), client_of(manager)
    li = Customer.objects.get(name="李红")
    work(Customer.objects.get(name="王莉"), manager)
    people, stays = set(Customer.objects.values_list("pk", flat=True)), told_of("王莉", "老张")
    url = reverse("workbooks:import-undo", args=[job.pk])
    assert "btn-danger" in client.get(url).text
    page = client.post(url, follow=True)
    job.refresh_from_db()
    assert (job.state, job.error) == ("undone", "")
    assert people - set(Customer.objects.values_list("pk", flat=True)) == {li.pk}
    assert told_of("王莉", "老张") == stays
    shown = client.get(page.redirect_chain[-1][0] + "?outcome=stay")
    if Customer.objects.filter(name="王莉").exists():
        assert [row.name for row, _sentences in shown.context["lines"]] == ["王莉"]
        assert "保持原样" in shown.context["lines"][0][1][0]


def test_who_introduced_somebody_who_stays_does_too(store, manager):
    head = ["姓名", "电话", "介绍人"]
    rows = [["王莉", "13583685957", ""], ["李红", "13583685958", "王莉"], ["赵六", "13583685959", ""]]
    content = "\n".join(map(",".join, [head, *rows])).encode()
    job = bring(store, manager, content=content)
    Customer.objects.filter(name="李红").update(introduced_by=Customer.objects.get(name="王莉"))
    visited(Customer.objects.get(name="李红"), manager)
    assert undo(job, manager).state == "undone"
    assert set(Customer.objects.values_list("name", flat=True)) == {"王莉", "李红"}


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
    assert (Obstacles(job).count, Obstacles(job).found) == (0, [])
    assert undo(job, manager).state == "undone"
    old.refresh_from_db()
    assert (old.community, old.orders.count(), Revisit.objects.count()) == ("", 0, 1)


def test_every_table_about_customers_is_work_or_the_houses_own():
    """A table added tomorrow must say which: an obstacle, tracked by the history, or what goes with the customer."""
    house = {
        "customers_activity", "customers_customersearch", "customers_customertier", "workbooks_importrow",
        "customers_completeness", "customers_householdkey", "customers_nextpurchase", "customers_markedtext",
        "campaigns_touchpoint", "campaigns_contactdays", "messaging_messagemove",
        "customers_rowchange", "customers_tiermove", "customers_customerrisk", "workbooks_importchange",
    }  # fmt: skip
    goes = {part.table for part in all_parts() if part.paths and not (part.history or part.obstacles)}
    assert goes == house
