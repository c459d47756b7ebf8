import pytest

from customers.actions.customers import change_customer
from customers.actions.phone_access import reveal_phone
from customers.facts import CUSTOMER_CHANGED, PHONE_REVEALED
from customers.models import Activity, Customer
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.errors import Refused
from tests.factories import make_customer


def test_what_changed_is_kept_before_and_after(customer, assistant, today):
    birthday = parse_birthday("农历八月十五", today=today)
    changed = change_customer(customer, by=assistant, name="张晓美", birthday=birthday, notes="")
    assert changed == {"name", "birthday"}
    fact = Activity.objects.get(kind=CUSTOMER_CHANGED)
    assert fact.data == {"changed": {"name": ["张小美", "张晓美"], "birthday": ["", "lunar-08-15/"]}}
    customer.refresh_from_db()
    assert (customer.name, customer.birthday) == ("张晓美", birthday)


def test_nothing_changed_is_nothing_announced(customer, assistant):
    assert change_customer(customer, by=assistant, name=customer.name) == set()
    assert not Activity.objects.filter(kind=CUSTOMER_CHANGED).exists()


def test_a_customer_is_found_by_the_new_name_and_number_and_no_longer_by_the_old(customer, assistant):
    old = customer.phones.get().number
    change_customer(customer, by=assistant, phones=["19987654321"], name="欧阳菲")
    found = Customer.objects.found_by
    assert customer in found("ouyang") and customer in found("4321")
    assert customer not in found("小美") and customer not in found(old)


def test_an_occupation_finds_its_profession_day(customer, assistant):
    change_customer(customer, by=assistant, occupation="小学老师")
    customer.refresh_from_db()
    assert customer.occupation_code == "teacher"


def test_only_what_was_given_is_written(customer, assistant):
    Customer.objects.filter(pk=customer.pk).update(notes="另一个人刚写的")
    change_customer(customer, by=assistant, name="张晓美")
    customer.refresh_from_db()
    assert customer.notes == "另一个人刚写的"


def test_of_several_numbers_only_the_changed_one_is_written(store, assistant):
    customer = make_customer(store, phones=["13583685957", "13900001111", "13700002222"])
    rows = dict(customer.phones.values_list("number", "pk"))
    wanted = ["13700002222", "13583685975", "13900001111"]
    change_customer(customer, by=assistant, phones=wanted)
    now = dict(customer.phones.values_list("number", "pk"))
    assert list(now) == wanted
    assert {number: now[number] for number in now.keys() & rows.keys()} == {
        number: rows[number] for number in ("13700002222", "13900001111")
    }


def test_the_last_way_to_reach_somebody_cannot_be_taken_away(customer, assistant):
    with pytest.raises(Refused):
        change_customer(customer, by=assistant, phones=[])
    assert customer.phones.count() == 1


def test_revealing_a_number_is_kept(customer, care):
    number = customer.phones.get().number
    assert reveal_phone(customer, by=care) == [number]
    fact = Activity.objects.get(kind=PHONE_REVEALED)
    assert (fact.customer, fact.by) == (customer, care)
    assert number not in str(fact.data)
