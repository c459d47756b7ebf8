from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Contact
from campaigns.planning import plan_store
from customers.actions.order_days import undo_installation
from customers.actions.orders import install_order
from customers.models import Home, HomeItem, Order
from dealercrm.lib.errors import Refused
from stores.models import Role
from tests.factories import make_customer, make_order, make_rule, make_signed_order, make_staff

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


def jobs(response):
    return [order for day in response.context["days"] for order, _number in day.jobs]


def test_the_crew_sees_todays_jobs_first_and_then_day_by_day(store, crew, client_of, today, before):
    later = planned(store, crew, today + timedelta(days=3), signed_on=before, name="后天的")
    missed = planned(store, crew, today - timedelta(days=1), signed_on=before, name="昨天的")
    now = planned(store, crew, today, signed_on=before, name="今天的")
    undated = planned(store, crew, None, signed_on=before, name="没约的")
    planned(store, make_staff(store, Role.CREW), today, signed_on=before, name="别人的")
    assert jobs(client_of(crew).get(LIST)) == [now, missed, later, undated]


def test_the_crew_reads_place_goods_and_number_of_whom_they_install_for(store, crew, client_of, today, before):
    planned(store, crew, today, signed_on=before, phones=["19911115678"], community="万科城", room="1191")
    page = client_of(crew).get(LIST).content.decode()
    assert "万科城 1191" in page and "床垫" in page and 'href="tel:19911115678"' in page


@pytest.mark.parametrize("days", [4, None])
def test_door_and_number_are_shown_to_the_crew_from_three_days_before(days, store, crew, client_of, today, before):
    day = None if days is None else today + timedelta(days=days)
    planned(store, crew, day, signed_on=before, phones=["19911115678"], community="万科城", room="1191")
    page = client_of(crew).get(LIST).text
    assert "万科城" in page and "1191" not in page.replace("19911115678", "") and "19911115678" not in page


def test_one_tap_says_installed_today(store, crew, client_of, today, before):
    order = planned(store, crew, today, signed_on=before)
    client = client_of(crew)
    card = client.post(reverse("customers:order-install", args=[order.pk]), headers={"HX-Request": "true"})
    assert "alert-success" in card.content.decode()
    order.refresh_from_db()
    assert order.installed_on == today
    assert not client.get(LIST).context["days"]


def test_a_job_of_another_day_is_asked_about_before_it_is_reported(store, crew, client_of, today, before):
    planned(store, crew, today, signed_on=before)
    client = client_of(crew)
    assert "hx-confirm" not in client.get(LIST).content.decode()
    planned(store, crew, today + timedelta(days=1), signed_on=before)
    planned(store, crew, None, signed_on=before)
    assert client.get(LIST).content.decode().count("hx-confirm") == 2


def test_only_the_day_that_comes_first_is_unfolded(store, crew, client_of, today, before):
    for ahead in (1, 1, 3, 8):
        planned(store, crew, today + timedelta(days=ahead), signed_on=before)
    days = client_of(crew).get(LIST).context["days"]
    assert [(day.is_open, len(day.jobs)) for day in days] == [(True, 2), (False, 1), (False, 1)]


def test_a_slip_is_taken_back_with_all_that_it_set_off(store, crew, client_of, today, before):
    make_rule(store, trigger="after_install", after_days=30)
    plan_store(store, today=today)
    order = planned(store, crew, today, signed_on=before, community="万科城")
    client = client_of(crew)
    told = client.post(reverse("customers:order-install", args=[order.pk]), headers={"HX-Request": "true"})
    undo = reverse("customers:order-undo-install", args=[order.pk])
    assert undo in told.content.decode() and Contact.objects.exists() and HomeItem.objects.exists()
    card = client.post(undo, headers={"HX-Request": "true"})
    assert reverse("customers:order-install", args=[order.pk]) in card.content.decode()
    order.refresh_from_db()
    assert order.installed_on is None and jobs(client.get(LIST)) == [order]
    assert not Contact.objects.exists() and not HomeItem.objects.exists() and not Home.objects.exists()
    assert client.post(undo, headers={"HX-Request": "true"}).status_code == 422


def test_a_home_somebody_has_worked_on_stays_when_the_slip_is_taken_back(store, crew, client_of, today, before):
    order = planned(store, crew, today, signed_on=before)
    client_of(crew).post(reverse("customers:order-install", args=[order.pk]))
    HomeItem.objects.create(home=Home.objects.get(), product="餐桌")
    client_of(crew).post(reverse("customers:order-undo-install", args=[order.pk]))
    assert HomeItem.objects.get().product == "餐桌"


def test_only_who_reported_it_takes_it_back_and_on_the_same_day(store, crew, manager, today, before):
    order = planned(store, crew, today, signed_on=before)
    install_order(order, by=crew, on=today)
    with pytest.raises(Refused):
        undo_installation(order, by=manager)
    with pytest.raises(Refused):
        undo_installation(order, by=crew, now=timezone.now() + timedelta(days=1))
    undo_installation(order, by=crew)
    assert Order.objects.get().installed_on is None


def test_the_stores_narrow_them_by_store_crew_and_day(store, other_store, crew, owner, client_of, today, before):
    mine = planned(store, crew, today, signed_on=before)
    late = planned(store, None, today - timedelta(days=2), signed_on=before)
    theirs = planned(other_store, make_staff(other_store, Role.CREW), None, signed_on=before)
    client = client_of(owner)
    for query, found in {
        "": [mine, late, theirs],
        f"store={other_store.pk}": [theirs],
        f"crew={crew.pk}": [mine],
        "crew=nobody": [late],
        f"day={today}": [mine],
        "day=overdue": [late],
        "day=undated": [theirs],
        "day=2020-02-30&crew=x": [mine, late, theirs],
    }.items():
        assert jobs(client.get(f"{LIST}?{query}")) == found, query


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
