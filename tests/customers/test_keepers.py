import pytest

from customers.actions.keepers import give_keeper, share_orphans
from customers.facts import KEEPER_GIVEN, ORPHANS_SHARED
from customers.models import Activity, Customer, CustomerTier
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.factories import TODAY, make_customer, make_staff


def orphan(store, letter="D", **fields):
    customer = make_customer(store, customer_since=TODAY, **fields)
    CustomerTier.objects.create(
        customer=customer, store=store, letter=letter, level=1, spent=1, orders=1, last_signed_on=TODAY
    )
    return customer


def test_a_keeper_is_given_and_the_timeline_says_from_whom_to_whom(customer, assistant, manager):
    colleague = make_staff(customer.store, name="小孙")
    assert give_keeper(customer, keeper=colleague, by=manager) is True
    customer.refresh_from_db()
    assert customer.keeper == colleague
    fact = Activity.objects.get(kind=KEEPER_GIVEN)
    assert fact.data == {"from": "小刘", "to": "小孙", "keeper": colleague.pk}


def test_giving_to_the_same_keeper_again_is_no_event(customer, assistant, manager):
    assert give_keeper(customer, keeper=assistant, by=manager) is False
    assert not Activity.objects.exists()


def test_who_left_or_belongs_elsewhere_or_keeps_no_customers_is_refused(customer, manager, outsider, crew):
    gone = make_staff(customer.store, is_active=False)
    for wrong in (gone, outsider, crew):
        with pytest.raises(Refused):
            give_keeper(customer, keeper=wrong, by=manager)


def test_orphans_are_old_customers_without_an_active_keeper(store, assistant):
    gone = make_staff(store, is_active=False)
    lost, left = orphan(store), orphan(store, keeper=gone)
    orphan(store, keeper=assistant)
    make_customer(store)  # a lead
    assert set(Customer.objects.orphans()) == {lost, left}


def test_orphans_are_dealt_out_evenly_best_tiers_first(store, other_store, manager, assistant):
    colleague = make_staff(store, name="小孙")
    best = [orphan(store, "A") for __ in range(2)]
    [orphan(store, "D") for __ in range(3)]
    elsewhere = orphan(other_store)
    counts = share_orphans(store, keepers=[assistant, colleague], by=manager)
    assert counts == {assistant.pk: 3, colleague.pk: 2}
    assert {Customer.objects.get(pk=customer.pk).keeper for customer in best} == {assistant, colleague}
    assert Customer.objects.get(pk=elsewhere.pk).keeper is None
    assert Activity.objects.filter(kind=KEEPER_GIVEN).count() == 5
    assert Activity.objects.get(kind=ORPHANS_SHARED).store == store


def test_only_the_chosen_ones_are_given_and_only_while_they_are_orphans(store, other_store, manager, assistant):
    chosen, other, kept = orphan(store), orphan(store), orphan(store, keeper=assistant)
    elsewhere = orphan(other_store)
    ids = [chosen.pk, kept.pk, elsewhere.pk]
    assert share_orphans(store, keepers=[manager], by=manager, customer_ids=ids) == {manager.pk: 1}
    keepers = {c.pk: c.keeper_id for c in Customer.objects.all()}
    assert keepers == {chosen.pk: manager.pk, other.pk: None, kept.pk: assistant.pk, elsewhere.pk: None}


def test_sharing_takes_the_same_few_statements_for_any_number(store, manager, django_assert_max_num_queries):
    for __ in range(30):
        orphan(store)
    with django_assert_max_num_queries(12):
        share_orphans(store, keepers=[manager], by=manager)


def test_sharing_with_nobody_or_with_the_wrong_is_refused(store, manager, outsider):
    for keepers in ([], [outsider]):
        with pytest.raises(Refused):
            share_orphans(store, keepers=keepers, by=manager)


def test_the_role_of_a_keeper_is_to_sell_or_to_lead(store, customer, manager):
    with pytest.raises(Refused):
        give_keeper(customer, keeper=make_staff(store, Role.CARE), by=manager)
