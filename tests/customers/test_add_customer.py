import threading

import pytest
from django.db import connection

from customers.actions.customers import add_customer
from customers.facts import CUSTOMER_ADDED
from customers.models import Activity, Customer
from dealercrm.lib.errors import Refused


def test_a_new_customer_is_found_by_name_pinyin_phone_and_community(store, assistant):
    customer = add_customer(
        Customer(store=store, name="仇国莉", community="万科城", occupation="护士"),
        phones=["199 0000 5678"],
        by=assistant,
    )
    assert list(customer.phones.values_list("number", flat=True)) == ["19900005678"]
    assert customer.occupation_code == "nurse"
    assert customer.pinyin == "qiu guo li"
    for words in ("国莉", "qgl", "5678", "万科", "仇 5678"):
        assert customer in Customer.objects.found_by(words), words
        assert customer in Customer.objects.found_by(words, store_id=store.pk), words


def test_it_is_announced_with_who_did_it(store, assistant):
    customer = add_customer(Customer(store=store, name="李萍"), phones=["19900000001"], by=assistant)
    fact = Activity.objects.get(kind=CUSTOMER_ADDED, customer=customer)
    assert (fact.by, fact.by_name, fact.store) == (assistant, "小刘", store)


@pytest.mark.parametrize(
    ("name", "wechat", "phones"),
    [(" ", "wx", ["19900000001"]), ("李萍", "", []), ("李萍", "", ["12345"])],
)
def test_a_customer_nobody_can_name_or_reach_is_refused(store, assistant, name, wechat, phones):
    with pytest.raises(Refused):
        add_customer(Customer(store=store, name=name, wechat=wechat), phones=phones, by=assistant)
    assert not Customer.objects.exists()
    assert not Activity.objects.exists()


def test_a_wechat_id_is_enough(store, assistant):
    assert add_customer(Customer(store=store, name="李萍", wechat="wx_7897"), phones=[], by=assistant).pk


def test_a_number_the_store_knows_is_refused_unless_confirmed(store, other_store, assistant):
    add_customer(Customer(store=store, name="李萍"), phones=["19900000001"], by=assistant)
    with pytest.raises(Refused, match=r"199\*\*\*\*0001.*李萍"):
        add_customer(Customer(store=store, name="李平"), phones=["19900000001"], by=assistant)
    add_customer(Customer(store=store, name="李平"), phones=["19900000001"], by=assistant, duplicate_ok=True)
    add_customer(Customer(store=other_store, name="李平"), phones=["19900000001"], by=assistant)
    assert Customer.objects.count() == 3


def test_a_wechat_id_the_store_knows_is_refused_unless_confirmed(store, other_store, assistant):
    add_customer(Customer(store=store, name="李萍", wechat="wx_7897"), phones=[], by=assistant)
    with pytest.raises(Refused, match=r"wx_7897.*李萍"):
        add_customer(Customer(store=store, name="李平", wechat="wx_7897"), phones=["19900000001"], by=assistant)
    again = Customer(store=store, name="李平", wechat="wx_7897")
    add_customer(again, phones=[], by=assistant, duplicate_ok=True)
    add_customer(Customer(store=other_store, name="李平", wechat="wx_7897"), phones=[], by=assistant)
    assert Customer.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_people_who_write_down_the_same_visitor_at_once_make_one_archive(store, assistant):
    outcomes, start = [], threading.Barrier(2)

    def write_down():
        start.wait()
        try:
            add_customer(Customer(store=store, name="李萍"), phones=["19900000001"], by=assistant)
            outcomes.append("added")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=write_down) for __ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["added", "refused"]
    assert Customer.objects.count() == 1
