import threading

import pytest
from django.db import connection
from django.urls import reverse

from customers.models import Activity, Customer, CustomerTier, Order
from dealercrm.lib.errors import Refused
from stores.actions.handover import hand_over
from stores.actions.staff import change_staff
from stores.handover import shares, work_of
from stores.models import Handover, Role, Staff
from tests.factories import (
    NOW,
    TODAY,
    make_contact,
    make_customer,
    make_order,
    make_referral,
    make_signed_order,
    make_staff,
)


def page_of(staff):
    return reverse("stores:staff-hand-over", args=[staff.pk])


def tiered(store, keeper, letter, level=1):
    customer = make_customer(store, keeper=keeper, customer_since=TODAY)
    CustomerTier.objects.create(
        customer=customer, store=store, letter=letter, level=level, spent=1, orders=1, last_signed_on=TODAY
    )
    return customer


def letters_of(keeper):
    return sorted(keeper.kept_customers.values_list("tier__letter", flat=True))


def test_everybody_gets_as_many_of_each_tier(store, manager, assistant):
    for letter in "AABBBBDD":
        tiered(store, assistant, letter)
    one, other = make_staff(store), make_staff(store)
    hand_over(assistant, receivers=[one, other], by=manager, now=NOW)
    assert letters_of(one) == letters_of(other) == list("ABBD")


def test_the_rest_goes_where_the_customer_goes(store, manager, assistant):
    customers = [tiered(store, assistant, "A") for __ in range(4)]
    touchpoints = [make_contact(customer) for customer in customers]
    orders = [make_order(customer, salesperson=assistant) for customer in customers]
    referrals = [make_referral(customer, recorded_by=assistant) for customer in customers]
    hand_over(assistant, receivers=[make_staff(store), make_staff(store)], by=manager, now=NOW)
    for customer, touchpoint, order, referral in zip(customers, touchpoints, orders, referrals, strict=True):
        for row in (customer, touchpoint, order, referral):
            row.refresh_from_db()
        assert customer.keeper != assistant
        assert customer.keeper == touchpoint.assignee == order.salesperson == referral.recorded_by


def test_a_crews_coming_installations_go_to_the_crew_and_the_past_keeps_its_name(store, manager, crew, customer):
    coming = make_signed_order(customer, crew=crew, planned_install_on=TODAY)
    past = make_signed_order(customer, crew=crew, installed_on=TODAY)
    colleague = make_staff(store, Role.CREW)
    hand_over(crew, receivers=[colleague], by=manager, now=NOW)
    coming.refresh_from_db()
    past.refresh_from_db()
    assert (coming.crew, past.crew) == (colleague, crew)


def test_what_was_done_keeps_the_old_name(store, manager, assistant, customer):
    signed = make_signed_order(customer, salesperson=assistant, installed_on=TODAY)
    closed = make_referral(customer, recorded_by=assistant, state="lost", lost_reason="搬走了")
    done = make_contact(customer, state="done", closed_at=NOW)
    hand_over(assistant, receivers=[manager], by=manager, now=NOW)
    for row in (signed, closed, done):
        row.refresh_from_db()
    assert signed.salesperson == closed.recorded_by == done.assignee == assistant
    fact = Activity.objects.get(customer=customer, kind="customers.keeper_given")
    assert fact.data["from"] == assistant.name and fact.data["to"] == manager.name


def test_a_part_nobody_can_take_over_stops_the_whole(store, manager, assistant, crew, customer):
    with pytest.raises(Refused):
        hand_over(assistant, receivers=[crew], by=manager, now=NOW)
    customer.refresh_from_db()
    assert customer.keeper == assistant and Staff.objects.get(pk=assistant.pk).is_active


def test_receivers_must_work_in_the_store(store, other_store, owner, assistant, customer, outsider):
    gone = make_staff(store, is_active=False)
    for receiver in (outsider, gone, assistant):
        with pytest.raises(Refused):
            hand_over(assistant, receivers=[receiver], by=owner, now=NOW)


def test_nobody_hands_over_themselves_a_boss_or_another_store(store, manager, owner, outsider):
    for leaver in (manager, owner, outsider, make_staff(store, Role.MANAGER)):
        with pytest.raises(Refused):
            hand_over(leaver, receivers=[], by=manager, now=NOW)
    with pytest.raises(Refused):  # the last owner
        hand_over(owner, receivers=[], by=make_staff(None, Role.OWNER, is_active=False), now=NOW)


def test_the_page_says_what_goes_and_the_leaver_is_out(store, manager, assistant, client_of):
    for letter in "AAB":
        tiered(store, assistant, letter)
    make_contact(assistant.kept_customers.first())
    leavers_browser = client_of(assistant)
    assert leavers_browser.get(reverse("customers:customer-list")).status_code == 200
    page = client_of(manager).get(page_of(assistant)).content.decode()
    assert "<strong>3</strong>" in page and "<strong>1</strong>" in page
    colleague = make_staff(store)
    response = client_of(manager).post(page_of(assistant), {"receivers": [colleague.pk]}, follow=True)
    assert colleague.name in response.content.decode()
    assert colleague.kept_customers.count() == 3
    assert leavers_browser.get(reverse("customers:customer-list"))["Location"].startswith(reverse("stores:login"))
    given = Handover.objects.get().given
    assert given == {str(colleague.pk): {"customers": 3, "contacts": 1}}


def test_who_would_get_how_many_is_shown_before_and_so_it_comes(store, manager, assistant, client_of):
    for letter in "AAABBBBD":
        tiered(store, assistant, letter)
    make_customer(store, keeper=assistant)
    one, other = make_staff(store, name="甲"), make_staff(store, name="乙")
    client, asked = client_of(manager), {"receivers": [one.pk, other.pk]}
    shown = client.get(page_of(assistant), asked, headers={"HX-Request": "true"})
    (_part, dealt), *rest = shown.context["shares"]
    assert not rest and Customer.objects.filter(keeper=assistant).count() == 9
    client.post(page_of(assistant), asked)
    given = {staff.name: (staff.kept_customers.count(), letters_with_leads(staff)) for staff in (one, other)}
    assert {staff.name: (many, kinds) for staff, many, kinds in dealt} == given
    for nonsense in ({}, {"receivers": ["x", "9" * 30]}, {"receivers": [assistant.pk]}):
        page = client.get(page_of(make_staff(store)), nonsense, headers={"HX-Request": "true"})
        assert page.status_code == 200 and page.context["shares"] == []


def letters_with_leads(keeper):
    letters = [letter or "" for letter in keeper.kept_customers.values_list("tier__letter", flat=True)]
    return [(letter, letters.count(letter)) for letter in ("A", "B", "D", "")]


@pytest.mark.parametrize("many", [1, 2, 3, 5])
@pytest.mark.parametrize("split", [[], [("A", 1)], [("A", 7), ("B", 0), ("C", 4)], [("A", 2), ("B", 2), ("", 9)]])
def test_shares_are_dealt_like_cards(split, many):
    cards = [kind for kind, n in split for __ in range(n)]
    hands = [cards[place::many] for place in range(many)]
    assert shares(split, many) == [[(kind, hand.count(kind)) for kind, __ in split] for hand in hands]


def test_forgetting_to_choose_is_said(store, manager, assistant, customer, client_of):
    for sent in ({"x": "1"}, {"receivers": ["x"]}, {"receivers": [assistant.pk]}):
        assert client_of(manager).post(page_of(assistant), sent).status_code == 422
    assert Staff.objects.get(pk=assistant.pk).is_active


def test_somebody_without_work_is_only_closed(store, manager, care, client_of):
    assert work_of(care) == []
    client_of(manager).post(page_of(care), {"confirmed": "1"})
    assert not Staff.objects.get(pk=care.pk).is_active and Handover.objects.get().given == {}


def test_the_number_of_customers_costs_no_statement(
    store, manager, assistant, client_of, django_assert_max_num_queries
):
    for __ in range(30):
        make_contact(tiered(store, assistant, "C"))
    client, colleague = client_of(manager), make_staff(store)
    with django_assert_max_num_queries(14):
        client.get(page_of(assistant))
    with django_assert_max_num_queries(30):
        client.post(page_of(assistant), {"receivers": [colleague.pk]})


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins(store, owner, manager, assistant):
    for __ in range(5):
        make_customer(store, keeper=assistant)
    one, other, outcomes = make_staff(store), make_staff(store), []
    barrier = threading.Barrier(2)

    def leave(by, receiver):
        barrier.wait()
        try:
            hand_over(assistant, receivers=[receiver], by=by, now=NOW)
            outcomes.append(receiver)
        except Refused:
            outcomes.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=pair) for pair in ((owner, one), (manager, other))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [receiver for receiver in outcomes if receiver]
    assert winner.kept_customers.count() == 5 and Handover.objects.count() == 1
    assert not Order.objects.exists() and Customer.objects.count() == 5


def test_nobody_leaves_or_moves_without_handing_over(store, other_store, owner, assistant, crew, care, customer):
    make_signed_order(customer, crew=crew)
    make_contact(customer, assignee=care)
    make_order(make_customer(store), salesperson=assistant)
    customer.keeper = None
    customer.save()
    for leaver in (crew, care, assistant):
        for change in ({"is_active": False}, {"store": other_store}):
            edited = Staff.objects.get(pk=leaver.pk)
            edited.is_active = change.get("is_active", True)
            edited.store = change.get("store", store)
            with pytest.raises(Refused, match=leaver.name):
                change_staff(edited, by=owner)


def test_signed_orders_not_installed_go_along_and_are_counted_before(store, manager, assistant, crew, client_of):
    customer = tiered(store, assistant, "A")
    waiting = make_signed_order(customer, salesperson=assistant, crew=crew)
    stands = make_signed_order(customer, salesperson=assistant, installed_on=TODAY)
    page = client_of(manager).get(page_of(assistant)).text
    assert "<dt>已签单未安装的订单</dt>" in page
    hand_over(assistant, receivers=[taker := make_staff(store)], by=manager, now=NOW)
    for order in (waiting, stands):
        order.refresh_from_db()
    assert (waiting.salesperson, stands.salesperson, waiting.crew) == (taker, assistant, crew)
