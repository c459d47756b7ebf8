import re
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.db.models import UniqueConstraint
from django.urls import reverse

from campaigns.models import Touchpoint
from customers import facts
from customers.actions.merge import merge
from customers.merging import fields, rows
from customers.models import (
    Activity,
    Customer,
    HouseholdAnswer,
    HouseholdKey,
    HouseholdMember,
    LikelyDuplicate,
    OwnField,
    RowChange,
    Tie,
)
from dealercrm.lib.errors import Refused
from dealercrm.lib.parts import MOVE
from tests.database import somebody_waits_for_us
from tests.factories import (
    NOW,
    TODAY,
    make_customer,
)
from tests.local.machine import wait_until

PAIRS = (Tie, LikelyDuplicate, HouseholdAnswer, HouseholdKey)  # of two archives: tests of their own


def test_every_table_that_points_to_a_customer_is_filled_here(two):
    for part in rows.moving():
        for field in part.links:
            is_filled = part.model.objects.filter(**{field.name: two[1]}).exists()
            assert is_filled or part.model in PAIRS, (part.model, field)


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
    assert keep.revisits.count() == 4 and keep.members.count() == 2 and keep.homes.count() == 2
    assert Touchpoint.objects.filter(customer=keep, occurrence="solar-2026").count() == 1
    done = Touchpoint.objects.filter(customer=keep, state="done", occurrence__startswith="solar")
    assert done.count() == 2  # both calls took place
    assert keep.checks.get(month=TODAY.replace(day=1)).result == "true"
    assert set(keep.tagged.values_list("tag__name", flat=True)) == {"标签1", "标签2", "共"}
    keep.refresh_from_db()
    assert (keep.name, keep.notes, keep.customer_since) == ("张小美", "爱喝茶", TODAY - timedelta(days=2))
    assert keep.tier.orders == 2
    assert Customer.objects.found_by("13800000003").get() == keep


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


def test_nothing_is_dropped_where_both_can_stand(store, owner, client_of):
    """The page as it opens, and whoever chooses nothing."""
    pairs = [[make_customer(store, notes=notes, avoid=avoid) for notes, avoid in (("怕狗", "中午"), ("爱喝茶", ""))]
             for _n in range(2)]  # fmt: skip
    client = client_of(owner)
    (keep, gone), (other, late) = pairs
    url = reverse("customers:customer-merge", args=[keep.pk, gone.pk])
    checked = re.findall(r'name="(choice:\w+)" value="(\w+)" id="\w+" checked', client.get(url).text)
    assert dict(checked) == {"choice:notes": "both"}
    client.post(url, dict(checked))
    merge(other, late, by=owner, choices={}, now=NOW)
    for customer in (keep, other):
        customer.refresh_from_db()
        assert (customer.notes, customer.avoid) == ("怕狗\n爱喝茶", "中午")


ADDRESS = {"community": "万科城", "building": "23", "unit": "2", "room": "1191"}


@pytest.mark.parametrize(
    ("mine", "theirs", "choice", "stands"),
    [
        (ADDRESS, {"community": "九如府", "room": "102"}, "keep", ADDRESS),
        (ADDRESS, {"community": "九如府", "room": "102"}, "gone", {"community": "九如府", "room": "102"}),
        (ADDRESS, {"address": "花园路3号"}, "gone", {"address": "花园路3号"}),
        ({"community": "九如府"}, {"building": "3"}, "keep", {"community": "九如府"}),
        ({"community": "万科城"}, ADDRESS, None, ADDRESS),  # says the same, and more
        (ADDRESS, {"community": "万科城"}, None, ADDRESS),
        ({}, ADDRESS, None, ADDRESS),
    ],
)
def test_an_address_is_chosen_whole(store, owner, mine, theirs, choice, stands):
    keep, gone = make_customer(store, **mine), make_customer(store, **theirs)
    asked = [each.key for each in fields.compare(fields.sheet(keep), fields.sheet(gone))]
    assert asked == (["place"] if choice else [])
    merge(keep, gone, by=owner, choices={"place": choice} if choice else {}, now=NOW)
    keep.refresh_from_db()
    assert {name: getattr(keep, name) for name in fields.WHOLE} == dict.fromkeys(fields.WHOLE, "") | stands


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
