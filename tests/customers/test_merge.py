import json
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import UniqueConstraint
from django.urls import reverse
from django.utils import translation

from campaigns.models import Revisit, Touchpoint
from campaigns.planning import plan_store
from customers import facts
from customers.actions.customers import change_customer
from customers.actions.merge import merge, undo_merge
from customers.actions.orders import install_order
from customers.actions.tiers import recompute_tiers
from customers.completeness import keep_all
from customers.merging import fields, rows
from customers.models import (
    Activity,
    ArchiveCheck,
    Attachment,
    Consent,
    Customer,
    CustomerTag,
    DesignerProfile,
    DistributorProfile,
    Home,
    HomeItem,
    HouseholdMember,
    LikelyDuplicate,
    Merge,
    Order,
    OwnField,
    OwnValues,
    RowChange,
    Suspicion,
    Tag,
    Tie,
)
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.errors import Refused
from dealercrm.lib.parts import MOVE
from tests.factories import (
    NOW,
    TODAY,
    make_customer,
    make_file,
    make_item,
    make_marked_text,
    make_member,
    make_referral,
    make_rule,
    make_signed_order,
    make_touchpoint,
)
from tests.local.machine import wait_until
from workbooks.intake.run import take_in
from workbooks.models import ImportJob, ImportRow
from workbooks.reading.fields import LABELS
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all

# What may differ after a merge and its undoing: that both happened.
HISTORY = {"customers_rowchange", "customers_merge", "insights_periodfigures"}


def whole_database():
    """{table: sorted rows} of everything but the merge's own history."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - HISTORY):
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t")
            read = [text for (text,) in cursor.fetchall()]
            if table == "customers_activity":
                read = [
                    text
                    for text in read
                    if json.loads(text)["kind"].partition(".")[2] not in ("customers_merged", "merge_undone")
                ]
            found[table] = sorted(read)
    return found  # fmt: skip


def tie(one, other, relation="friend"):
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    return Tie.objects.create(first=first, second=second, relation=relation)


def pair(one, other):
    first, second = sorted((one, other), key=lambda customer: customer.pk)
    return LikelyDuplicate.objects.create(first=first, second=second, store=one.store, reason="phone", found_at=NOW)


def fill(customer, store, staff, n):
    """A row in every table that points to a customer; `n` keeps apart what must differ."""
    friend = make_customer(store, name=f"朋友{n}", introduced_by=customer)
    make_signed_order(customer, signed_on=TODAY - timedelta(days=n), salesperson=staff)
    make_item(customer)
    member = make_member(customer, notes="儿子5岁")
    make_marked_text(customer, model="customers.householdmember", row_id=member.pk)
    touchpoint = make_touchpoint(customer, state="done", closed_at=NOW)
    Revisit.objects.create(customer=customer, store=store, touchpoint=touchpoint, by=staff, at=NOW, way="call")
    make_referral(customer, recorded_by=staff)
    make_referral(friend, recorded_by=staff, referee=customer)
    tie(customer, friend)
    pair(customer, friend)
    CustomerTag.objects.create(customer=customer, tag=Tag.objects.create(name=f"标签{n}"))
    Suspicion.objects.create(customer=customer, store=store, reason=["burst", "address"][n % 2], found_at=NOW)
    ArchiveCheck.objects.create(customer=customer, store=store, month=TODAY.replace(day=1, month=n), drawn_at=NOW)
    Consent.objects.create(customer=customer, channel="call", is_given=True, how="spoken", wording="好", at=NOW)
    Attachment.objects.create(customer=customer, file="a.jpg", name="a.jpg", content_type="image/jpeg", size=1, at=NOW)
    Activity.objects.create(kind="customers.customer_added", customer=customer, store=store, at=NOW)
    DistributorProfile.objects.create(customer=customer, sells=f"门{n}")
    DesignerProfile.objects.create(customer=customer, studio=f"工作室{n}")
    OwnValues.objects.create(customer=customer, values={str(OwnField.objects.get().pk): f"值{n}"})
    job = ImportJob.objects.create(store=store, file_name="a.xlsx", sha256=str(n), state="done")
    ImportRow.objects.create(job=job, sheet="1", row=n, outcome="created", customer=customer)
    Merge.objects.create(kept=customer, gone_id=10**9 + n, gone_name="从前", before=[], by=staff, at=NOW)


@pytest.fixture
def two(store, assistant):
    """Two full archives of one person, alike enough for every collision."""
    OwnField.objects.create(label="喜好", type="text")
    born = parse_birthday("5月6日", today=TODAY)
    keep = make_customer(store, keeper=assistant, phones=["13800000001", "13800000002"], birthday=born)
    gone = make_customer(store, keeper=assistant, name="张小妹", phones=["13800000002", "13800000003"], notes="爱喝茶")
    for n, customer in enumerate((keep, gone), 1):
        fill(customer, store, assistant, n)
    pair(keep, gone)
    tie(keep, gone, "relative")
    common, rule = make_customer(store, name="共同"), make_rule(store)
    for customer in (keep, gone):
        tie(customer, common)
        pair(customer, common)
        make_touchpoint(customer, rule=rule, occurrence="solar-2026")
        make_touchpoint(customer, rule=rule, occurrence="solar-2025", state="done", closed_at=NOW)
        ArchiveCheck.objects.create(
            customer=customer,
            store=store,
            month=TODAY.replace(day=1),
            drawn_at=NOW,
            result="true" if customer == gone else "",
        )
        CustomerTag.objects.create(customer=customer, tag=Tag.objects.get_or_create(name="共")[0])
        Suspicion.objects.create(customer=customer, store=store, reason="running", found_at=NOW)
    recompute_tiers(TODAY)
    keep_all(TODAY)
    keep.refresh_from_db()
    gone.refresh_from_db()
    return keep, gone


def test_every_table_that_points_to_a_customer_is_filled_here(two):
    for part in rows.moving():
        for field in part.links:
            assert part.model.objects.filter(**{field.name: two[1]}).exists() or part.model in (Tie, LikelyDuplicate), (
                part.model,
                field,
            )


def can_collide(model, field):
    """Two customers' rows of this model may be one row too many for a single customer."""
    constraints = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    return field.unique or any(field.name in each.fields for each in constraints)


def test_what_can_collide_has_a_rule():
    for part in rows.moving():
        assert part.merge is not MOVE or not any(can_collide(part.model, field) for field in part.links), part.model


def test_nothing_hangs_on_the_one_that_goes_and_all_is_with_the_other(two, owner):
    keep, gone = two
    gone_id, orders = (
        gone.pk,
        set(gone.orders.values_list("pk", flat=True)) | set(keep.orders.values_list("pk", flat=True)),
    )
    merge(keep, gone, by=owner, choices={}, now=NOW)
    assert not Customer.objects.filter(pk=gone_id).exists()
    for part in rows.moving():
        for field in part.links:
            assert not part.model.objects.filter(**{field.attname: gone_id}).exists(), (part.model, field)
    assert set(keep.orders.values_list("pk", flat=True)) == orders
    assert [p.number for p in keep.phones.all()] == ["13800000001", "13800000002", "13800000003"]
    assert keep.revisits.count() == 2 and keep.members.count() == 2 and keep.homes.count() == 2
    assert Touchpoint.objects.filter(customer=keep, occurrence="solar-2026").count() == 1
    done = Touchpoint.objects.filter(customer=keep, state="done", occurrence__startswith="solar")
    assert done.count() == 2  # both calls took place
    assert keep.checks.get(month=TODAY.replace(day=1)).result == "true"
    assert set(keep.tagged.values_list("tag__name", flat=True)) == {"标签1", "标签2", "共"}
    keep.refresh_from_db()
    assert (keep.name, keep.notes, keep.customer_since) == ("张小美", "爱喝茶", TODAY - timedelta(days=2))
    assert keep.tier.orders == 2
    assert Customer.objects.found_by("13800000003").get() == keep


def test_undone_the_whole_database_is_as_before(two, owner, store):
    plan_store(store, today=TODAY)
    before, people = whole_database(), set(Customer.objects.values_list("pk", flat=True))
    merged = merge(*two, by=owner, choices={"name": "gone", "own." + OwnField.objects.get().key: "gone"}, now=NOW)
    assert whole_database() != before
    undo_merge(merged, by=owner, now=NOW)
    after = whole_database()
    for table, read in before.items():
        assert after[table] == read, table
    assert set(Customer.objects.values_list("pk", flat=True)) == people


def test_a_field_is_chosen(two, owner):
    keep, gone = two
    Customer.objects.filter(pk=keep.pk).update(notes="怕狗")
    own = f"own.{OwnField.objects.get().pk}"
    asked = {each.key for each in fields.compare(fields.sheet(keep), fields.sheet(gone))}
    assert asked >= {"name", "distributor.sells", "designer.studio", own}
    merge(
        keep,
        gone,
        by=owner,
        choices={"name": "gone", "notes": "both", "distributor.sells": "gone", own: "gone"},
        now=NOW,
    )
    keep = Customer.objects.get(pk=keep.pk)
    assert (keep.name, keep.notes, keep.pinyin) == ("张小妹", "怕狗\n爱喝茶", "zhang xiao mei")
    assert (keep.distributor.sells, keep.designer.studio) == ("门2", "工作室1")
    assert list(keep.own.values.values()) == ["值2"]


def test_work_done_since_stays_when_it_is_undone(two, owner):
    keep, gone = two
    merged = merge(keep, gone, by=owner, choices={}, now=NOW)
    order = make_signed_order(keep)
    touchpoint = Touchpoint.objects.filter(customer=keep, state="planned").first()
    Touchpoint.objects.filter(customer=keep, state="planned").update(state="done", closed_at=NOW)
    undo_merge(merged, by=owner, now=NOW)
    order.refresh_from_db()
    touchpoint.refresh_from_db()
    assert order.customer == keep and touchpoint.state == "done"
    assert Customer.objects.get(pk=gone.pk).orders.count() == 1


def test_a_chosen_field_changed_since_stands_in_the_way(two, owner):
    merged = merge(*two, by=owner, choices={"name": "gone"}, now=NOW)
    change_customer(two[0], by=owner, name="张小芳")
    before = whole_database()
    with pytest.raises(Refused):
        undo_merge(merged, by=owner, now=NOW)
    assert whole_database() == before


def by_hand(customer, by, store, numbers):
    change_customer(customer, by=by, phones=numbers)


def by_import(customer, by, store, numbers):
    """Our own export with another cell, in which the numbers stand."""
    grid = [[str(LABELS[field]) for field in ("id", "name", "phone")], [customer.pk, customer.name, "、".join(numbers)]]
    sheet = Sheet("客户", 2, lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)])
    job = ImportJob.objects.create(store=store, by=by, file_name="导出.xlsx", sha256="0" * 64)
    given = {"today": TODAY, "now": NOW, "job": job, "by": by, "take": lambda lines: None}
    take_in(store, read_all([sheet], guess_layouts([sheet], today=TODAY), today=TODAY), **given)


@pytest.mark.parametrize("write", [by_hand, by_import])
def test_a_number_written_since_changes_just_that_when_it_is_undone(write, two, owner, store):
    keep, gone = two
    before = whole_database()
    merged = merge(keep, gone, by=owner, choices={}, now=NOW)
    with translation.override("zh-hans"):
        write(Customer.objects.get(pk=keep.pk), owner, store, ["13800000009", "13800000002", "13800000003"])
    undo_merge(merged, by=owner, now=NOW)
    assert [[p.number for p in each.phones.all()] for each in two] == [
        ["13800000009", "13800000002"], ["13800000002", "13800000003"],
    ]  # fmt: skip
    after = whole_database()
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
    before = whole_database()
    first = merge(keep, gone, by=owner, choices={}, now=NOW)
    second = merge(third, keep, by=owner, choices={}, now=NOW)
    with pytest.raises(Refused):
        undo_merge(first, by=owner, now=NOW)
    undo_merge(second, by=owner, now=NOW)
    undo_merge(first, by=owner, now=NOW)
    assert whole_database() == before
    with pytest.raises(Refused):
        undo_merge(first, by=owner, now=NOW)


def test_what_cannot_be_merged_is_said(two, owner, other_store):
    keep, gone = two
    elsewhere = make_customer(other_store)
    for one, other in ((keep, keep), (keep, elsewhere)):
        with pytest.raises(Refused):
            merge(one, other, by=owner, choices={}, now=NOW)
    merge(keep, gone, by=owner, choices={}, now=NOW)
    with pytest.raises(Refused):
        merge(keep, gone, by=owner, choices={}, now=NOW)
    Customer.objects.filter(pk=elsewhere.pk).update(erased_at=NOW)
    with pytest.raises(Refused):
        merge(make_customer(other_store), elsewhere, by=owner, choices={}, now=NOW)


def test_the_database_keeps_the_history_of_both(two, owner):
    gone_id = two[1].pk
    merge(*two, by=owner, choices={}, now=NOW)
    assert RowChange.objects.filter(customer=gone_id).exists()
    assert RowChange.objects.filter(customer=two[0].pk, table="customers_customerphone").exists()


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("door", "sent"), [("member-create", {"relation": "parent", "name": "王桂英"}), ("customer-reveal-phone", {})]
)
def test_who_writes_into_an_archive_that_is_being_merged_is_told(door, sent, store, owner, care, client_of):
    keep, gone = make_customer(store), make_customer(store)
    client, answers = client_of(care), []

    def send():
        answers.append(client.post(reverse(f"customers:{door}", args=[gone.pk]), sent))
        connection.close()

    writer = Thread(target=send)
    with transaction.atomic():
        merge(keep, gone, by=owner, choices={})
        writer.start()
        wait_until(somebody_waits_for_us)
    writer.join()
    assert answers[0].status_code == 422 and "与另一份合并" in answers[0].text
    assert not HouseholdMember.objects.exists()
    assert not Activity.objects.filter(kind=facts.PHONE_REVEALED).exists()


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.rowcount > 0
