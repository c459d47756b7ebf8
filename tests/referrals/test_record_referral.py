from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from customers.models import Activity
from dealercrm.lib.errors import Refused
from referrals.actions.record import record_referral
from referrals.facts import REFERRAL_RECORDED
from referrals.models import Referral
from tests.factories import NOW, TODAY, make_customer, make_referral

FRIEND = {"name": "李四", "phone": "139 1234 5678", "relation": "friend", "need": "新房要装门", "now": NOW}
HOME = {"community": "万科城", "building": "3", "unit": "1", "room": "501"}


@pytest.fixture
def referrer(customer):
    customer.customer_since = TODAY - timedelta(days=300)
    customer.save()
    return customer


def test_a_name_is_written_down_as_an_open_claim_and_a_fact(referrer, assistant):
    referral = record_referral(referrer, by=assistant, **FRIEND)
    assert (referral.phone, referral.state, referral.store) == ("13912345678", "submitted", referrer.store)
    fact = Activity.objects.get(kind=REFERRAL_RECORDED)
    assert (fact.customer, fact.by, fact.subject_id) == (referrer, assistant, referral.pk)


def test_a_name_without_a_need_is_kept(referrer, assistant):
    assert record_referral(referrer, by=assistant, **FRIEND | {"need": " "}).need == ""


@pytest.mark.parametrize("phone", ["", "abc", "12345", "0138"])
def test_an_unusable_number_is_refused(referrer, assistant, phone):
    with pytest.raises(Refused):
        record_referral(referrer, by=assistant, **FRIEND | {"phone": phone})
    assert not Referral.objects.exists()


def test_two_numbers_in_one_field_are_refused(referrer, assistant):
    with pytest.raises(Refused):
        record_referral(referrer, by=assistant, **FRIEND | {"phone": "13912345678 13912345679"})


def test_a_landline_is_completed_with_the_store_s_area_code(referrer, assistant):
    assert record_referral(referrer, by=assistant, **FRIEND | {"phone": "62345678"}).phone == "0371-62345678"


def test_a_lead_cannot_recommend(store, assistant):
    with pytest.raises(Refused):
        record_referral(make_customer(store), by=assistant, **FRIEND)


def test_the_referrer_s_own_number_is_refused(referrer, assistant):
    own = referrer.phones.first().number
    with pytest.raises(Refused):
        record_referral(referrer, by=assistant, **FRIEND | {"phone": own})


def test_a_number_of_the_same_household_is_refused_even_if_that_archive_is_a_lead(referrer, assistant, store):
    for field, value in HOME.items():
        setattr(referrer, field, value)
    referrer.save()
    make_customer(store, name="丈夫", phones=[FRIEND["phone"].replace(" ", "")], **HOME)
    with pytest.raises(Refused, match="丈夫"):
        record_referral(referrer, by=assistant, **FRIEND)


def test_a_lead_of_another_door_may_be_recommended(referrer, assistant, store):
    make_customer(store, phones=["13912345678"], **HOME)
    assert record_referral(referrer, by=assistant, **FRIEND).is_open


def test_an_old_customer_is_no_new_referral(referrer, assistant, store):
    make_customer(store, name="老王", phones=["13912345678"], customer_since=TODAY)
    with pytest.raises(Refused, match="老王"):
        record_referral(referrer, by=assistant, **FRIEND)


def test_an_old_customer_of_another_store_is_refused_without_being_named(referrer, assistant, other_store):
    make_customer(other_store, name="老王", phones=["13912345678"], customer_since=TODAY)
    with pytest.raises(Refused) as refused:
        record_referral(referrer, by=assistant, **FRIEND)
    assert "老王" not in str(refused.value)


def test_a_colleague_is_refused(referrer, assistant, manager):
    manager.phone = "13912345678"
    manager.save()
    with pytest.raises(Refused):
        record_referral(referrer, by=assistant, **FRIEND)


def test_the_first_claim_is_kept_and_named_to_its_own_store_only(referrer, assistant, store, other_store, outsider):
    first = make_customer(store, name="刘姐", customer_since=TODAY)
    make_referral(first, name="李四", phone="13912345678")
    with pytest.raises(Refused, match="刘姐"):
        record_referral(referrer, by=assistant, **FRIEND)
    elsewhere = make_customer(other_store, customer_since=TODAY)
    with pytest.raises(Refused) as refused:
        record_referral(elsewhere, by=outsider, **FRIEND)
    assert "刘姐" not in str(refused.value) and "李四" not in str(refused.value)
    assert Referral.objects.count() == 1


def test_a_lost_claim_frees_the_person(referrer, assistant, store):
    make_referral(make_customer(store, customer_since=TODAY), phone="13912345678", state="lost")
    assert record_referral(referrer, by=assistant, **FRIEND).is_open


@pytest.mark.django_db(transaction=True)
def test_of_two_colleagues_at_the_same_moment_one_is_told_so(referrer, assistant, manager):
    start, outcomes = Barrier(2), []

    def write(by):
        start.wait()
        try:
            outcomes.append(record_referral(referrer, by=by, **FRIEND).state)
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=write, args=[by]) for by in (assistant, manager)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "submitted"]
    assert Referral.objects.count() == 1
