from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Order
from stores.models import Role
from tests.factories import make_customer, make_order, make_signed_order, make_staff

LIST = reverse("customers:installation-list")


@pytest.fixture
def today():
    """The page knows the real day; what is planned hangs on it."""
    return timezone.localdate()


def planned(store, crew, day, *, signed_on, **fields):
    customer = make_customer(store, **fields)
    return make_signed_order(customer, signed_on=signed_on, planned_install_on=day, crew=crew)


@pytest.fixture
def before(today):
    return today - timedelta(days=10)


def test_the_crew_sees_their_own_days_in_order(store, crew, client_of, today, before):
    later = planned(store, crew, today + timedelta(days=3), signed_on=before, name="后天的")
    missed = planned(store, crew, today - timedelta(days=1), signed_on=before, name="昨天的")
    now = planned(store, crew, today, signed_on=before, name="今天的")
    undated = planned(store, crew, None, signed_on=before, name="没约的")
    planned(store, make_staff(store, Role.CREW), today, signed_on=before, name="别人的")
    days = client_of(crew).get(LIST).context["days"]
    assert [order for __, orders in days for order, _number in orders] == [missed, now, later, undated]


def test_the_crew_reads_place_goods_and_number_of_whom_they_install_for(store, crew, client_of, today, before):
    planned(store, crew, today, signed_on=before, phones=["19911115678"], community="万科城", room="1191")
    page = client_of(crew).get(LIST).content.decode()
    assert "万科城 1191" in page and "床垫" in page and 'href="tel:19911115678"' in page


def test_one_tap_says_installed_today(store, crew, client_of, today, before):
    order = planned(store, crew, today, signed_on=before)
    client = client_of(crew)
    card = client.post(reverse("customers:order-install", args=[order.pk]), headers={"HX-Request": "true"})
    assert "alert-success" in card.content.decode()
    order.refresh_from_db()
    assert order.installed_on == today
    assert not client.get(LIST).context["days"]


def test_a_second_tap_is_told_so(store, crew, client_of, today, before):
    order = planned(store, crew, today, signed_on=before)
    client, url = client_of(crew), reverse("customers:order-install", args=[order.pk])
    client.post(url, headers={"HX-Request": "true"})
    again = client.post(url, headers={"HX-Request": "true"})
    assert again.status_code == 422
    assert "alert-danger" in again.content.decode()


def test_the_crew_cannot_touch_what_is_not_theirs(store, crew, client_of, today, before):
    order = planned(store, make_staff(store, Role.CREW), today, signed_on=before)
    url = reverse("customers:order-install", args=[order.pk])
    assert client_of(crew).post(url).status_code == 404
    assert client_of(crew).get(order.get_absolute_url()).status_code == 403


def test_the_manager_sees_the_whole_store_and_who_goes(store, other_store, crew, manager, client_of, today, before):
    planned(store, crew, today, signed_on=before)
    planned(other_store, make_staff(other_store, Role.CREW, name="外店师傅"), today, signed_on=before)
    page = client_of(manager).get(LIST).content.decode()
    assert "马师傅" in page and "外店师傅" not in page


def test_old_cancelled_unsigned_and_installed_orders_are_no_work(store, crew, client_of, today, before):
    customer = make_customer(store)
    make_order(customer, crew=crew, planned_install_on=today)
    make_signed_order(customer, crew=crew, planned_install_on=today, signed_on=before, cancelled_on=today)
    make_signed_order(customer, crew=crew, planned_install_on=today, signed_on=before, installed_on=today)
    make_signed_order(customer, crew=crew, signed_on=today - timedelta(days=400))
    assert Order.objects.count() == 4
    assert not client_of(crew).get(LIST).context["days"]


def test_the_statements_do_not_grow(store, crew, client_of, today, before, django_assert_max_num_queries):
    for __ in range(12):
        planned(store, crew, today, signed_on=before)
    client = client_of(crew)
    with django_assert_max_num_queries(7):
        client.get(LIST)
