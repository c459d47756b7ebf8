"""A customer moves to another store: what is still to be done goes along, what has happened stays where it was."""

from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.models import Contact, Revisit
from campaigns.planning import plan_store
from customers.actions.merge import merge, undo_merge
from customers.actions.moves import move_to_store
from customers.actions.orders import write_order
from customers.facts import CUSTOMER_MOVED
from customers.models import Activity, ArchiveCheck, Customer, CustomerTier, LikelyDuplicate, Order, OrderLine
from dealercrm.lib.errors import Refused
from referrals.models import Referral
from tests.factories import (
    NOW,
    TODAY,
    close,
    make_check,
    make_contact,
    make_customer,
    make_order,
    make_referral,
    make_rule,
    make_signed_order,
    make_staff,
    make_store,
    make_suspicion,
)


@pytest.fixture(autouse=True)
def the_day_of_the_tests(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def family(customer):
    """An old customer of the eastern store, installed a week ago."""
    make_signed_order(customer, signed_on=TODAY - timedelta(days=30), installed_on=TODAY - timedelta(days=7))
    return customer


def move(customer, to, owner, keeper=None):
    move_to_store(customer, to=to, keeper=keeper, by=owner, now=NOW)
    assert not Activity.objects.filter(answered_at=None).exists()
    return Customer.objects.get(pk=customer.pk)


def test_the_archive_goes_to_the_new_store_and_its_keeper_and_the_timeline_says_so(
    customer, other_store, owner, outsider, client_of
):
    moved = move(customer, other_store, owner, keeper=outsider)
    assert (moved.store, moved.keeper) == (other_store, outsider)
    fact = Activity.objects.get(kind=CUSTOMER_MOVED)
    assert (fact.store, fact.data) == (other_store, {"from": "东区店", "to": "西区店", "keeper": "外人"})
    page = client_of(outsider).get(reverse("customers:customer-timeline", args=[customer.pk])).content.decode()
    assert "由东区店转到西区店。" in page and "由外人在那里维护。" in page
    assert moved in Customer.objects.found_by("小美", store_id=other_store.pk)


def test_no_keeper_of_the_old_store_stays_and_nobody_chosen_makes_an_orphan(family, other_store, owner, assistant):
    with pytest.raises(Refused):
        move(family, other_store, owner, keeper=assistant)
    moved = move(family, other_store, owner)
    assert moved.keeper is None and moved in Customer.objects.orphans()
    with pytest.raises(Refused):
        move(family, other_store, owner)


def test_care_calls_of_an_order_signed_in_the_former_store_are_planned_by_the_rules_of_the_new(
    family, store, other_store, owner, outsider
):
    for each in (store, other_store):
        make_rule(each, code="care-30", trigger="after_install", after_days=30)
        plan_store(each, today=TODAY)
    moved = move(family, other_store, owner, keeper=outsider)
    call = Contact.objects.get()
    assert (call.store, call.leading.rule.store, call.assignee) == (other_store, other_store, outsider)
    plan_store(other_store, today=TODAY)
    plan_store(store, today=TODAY)
    assert Contact.objects.get() == call
    assert moved.orders.get().store == store


def test_what_the_former_store_has_seen_to_is_not_planned_again(family, store, other_store, owner):
    for each in (store, other_store):
        make_rule(each, code="care-10", trigger="after_install", after_days=10)
        plan_store(each, today=TODAY)
    close(Contact.objects.all(), "done")
    move(family, other_store, owner)
    plan_store(other_store, today=TODAY)
    assert Contact.objects.get().store == store


def test_what_people_arranged_and_promised_keeps_its_day_and_goes_to_the_new_keeper(
    family, store, other_store, owner, outsider, assistant
):
    there = make_rule(other_store, code="birthday")
    arranged = make_contact(family, rule=make_rule(store, code="birthday"), is_fixed=True)
    revisit = Revisit.objects.create(customer=family, store=store, by=assistant, at=NOW, way="call")
    promise = make_contact(family, promise=revisit, assignee=assistant, is_fixed=True)
    move(family, other_store, owner, keeper=outsider)
    for touchpoint in Contact.objects.filter(pk__in=[arranged.pk, promise.pk]):
        assert (touchpoint.store, touchpoint.assignee, touchpoint.on) == (other_store, outsider, TODAY)
    arranged.leading.refresh_from_db()
    assert arranged.leading.rule == there
    revisit.refresh_from_db()
    assert revisit.store == store


def test_orders_not_signed_go_along_and_signed_ones_stay(family, store, other_store, owner, outsider, assistant, crew):
    unsigned = make_order(family, salesperson=assistant, crew=crew)
    cancelled = make_order(family, cancelled_on=TODAY)
    moved = move(family, other_store, owner, keeper=outsider)
    unsigned.refresh_from_db()
    assert (unsigned.store, unsigned.salesperson, unsigned.crew) == (other_store, outsider, None)
    assert set(Order.objects.filter(store=store)) == {cancelled, moved.orders.get(signed_on__isnull=False)}


def test_a_signed_order_changed_after_the_move_still_counts_where_it_was_signed(family, store, other_store, owner):
    moved = move(family, other_store, owner)
    order = moved.orders.get()
    write_order(order, lines=[OrderLine(product="餐桌")], by=owner)
    assert Order.objects.get(pk=order.pk).store == store


def test_the_new_store_opens_the_orders_of_the_former_one(family, store, other_store, owner, outsider, client_of):
    address = family.orders.get().get_absolute_url()
    assert client_of(outsider).get(address).status_code == 404
    move(family, other_store, owner, keeper=outsider)
    assert client_of(outsider).get(address).status_code == 200


def test_tier_and_open_suspicions_go_along_and_the_check_of_the_former_store_is_off(family, store, other_store, owner):
    move(family, other_store, owner)
    assert CustomerTier.objects.get(customer=family).store == other_store
    open_one, cleared = make_suspicion(family), make_suspicion(family, reason="burst", cleared_at=NOW)
    done, friend = make_check(family, result="true", month=TODAY.replace(month=9, day=1)), make_customer(other_store)
    make_check(family)
    LikelyDuplicate.objects.create(first=family, second=friend, store=other_store, reason="phone", found_at=NOW)
    before = cleared.store
    move(family, store, owner)
    open_one.refresh_from_db()
    cleared.refresh_from_db()
    assert (open_one.store, cleared.store) == (store, before)
    assert ArchiveCheck.objects.get() == done
    assert not LikelyDuplicate.objects.exists()


def test_open_referrals_go_along_and_settled_ones_stay(family, store, other_store, owner, outsider, assistant):
    waiting = make_referral(family, recorded_by=assistant)
    lost = make_referral(family, state="lost", recorded_by=assistant)
    move(family, other_store, owner, keeper=outsider)
    waiting, lost = Referral.objects.get(pk=waiting.pk), Referral.objects.get(pk=lost.pk)
    assert (waiting.store, waiting.recorded_by, waiting.recorded_in) == (other_store, outsider, store)
    assert (lost.store, lost.recorded_by) == (store, assistant)


def test_a_merge_is_not_undone_once_the_archive_has_moved(family, store, other_store, owner, manager):
    merged = merge(family, make_customer(store), by=manager, choices={}, now=NOW)
    move(family, other_store, owner)
    with pytest.raises(Refused, match="东区店"):
        undo_merge(merged, by=owner, now=NOW)
    move(family, store, owner)
    assert undo_merge(merged, by=owner, now=NOW).store == store


def test_the_owner_moves_somebody_from_their_page(customer, other_store, owner, manager, outsider, client_of):
    client, address = client_of(owner), reverse("customers:customer-move", args=[customer.pk])
    assert address in client.get(customer.get_absolute_url()).content.decode()
    assert address not in client_of(manager).get(customer.get_absolute_url()).content.decode()
    assert "外人" in client.get(address).content.decode()
    assert client.post(address, {"to": ""}).status_code == 422
    answer = client.post(address, {"to": other_store.pk, "keeper": outsider.pk}, follow=True)
    assert "张小美 现在是西区店的客户。" in answer.content.decode()
    assert Customer.objects.get().keeper == outsider


def test_a_keeper_of_a_third_store_is_refused_in_the_form(customer, other_store, owner, client_of):
    elsewhere = make_staff(make_store(), name="小钱")
    answer = client_of(owner).post(
        reverse("customers:customer-move", args=[customer.pk]), {"to": other_store.pk, "keeper": elsewhere.pk}
    )
    assert answer.status_code == 422 and "小钱" in answer.content.decode()
    assert Customer.objects.get().store == customer.store
