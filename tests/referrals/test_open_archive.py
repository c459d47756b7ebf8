import pytest
from django.utils import timezone

from customers.actions.orders import sign_order
from customers.models import Customer
from dealercrm.lib.errors import Refused
from referrals.actions.archive import open_archive
from tests.factories import make_customer, make_order, make_referral


@pytest.fixture
def referral(customer):
    return make_referral(customer, name="李四", phone="13912345678", need="三居室全屋定制")


def test_the_friend_becomes_a_lead_kept_by_the_referrer_s_keeper(referral, manager, assistant):
    lead = open_archive(referral, by=manager)
    assert (lead.name, lead.source, lead.is_lead, lead.keeper) == ("李四", "referral", True, assistant)
    assert lead.introduced_by == referral.referrer and "三居室" in lead.notes
    referral.refresh_from_db()
    assert referral.referee == lead


def test_asked_twice_it_is_opened_once(referral, manager):
    assert open_archive(referral, by=manager) == open_archive(referral, by=manager)
    assert Customer.objects.filter(name="李四").count() == 1


def test_an_archive_of_the_store_with_that_number_is_found(referral, manager, store):
    known = make_customer(store, phones=["13912345678"])
    assert open_archive(referral, by=manager) == known
    known.refresh_from_db()
    assert known.introduced_by == referral.referrer


def test_an_archive_of_another_store_is_not_taken(referral, manager, other_store):
    elsewhere = make_customer(other_store, phones=["13912345678"])
    assert open_archive(referral, by=manager) != elsewhere


def test_for_a_lost_referral_none_is_opened(referral, manager):
    referral.state = "lost"
    referral.save()
    with pytest.raises(Refused):
        open_archive(referral, by=manager)


def test_the_order_of_the_new_archive_signs_the_referral(referral, manager):
    lead = open_archive(referral, by=manager)
    sign_order(make_order(lead), by=manager, on=timezone.localdate())
    referral.refresh_from_db()
    assert (referral.state, referral.order.customer) == ("signed", lead)
