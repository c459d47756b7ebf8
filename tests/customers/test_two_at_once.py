"""Two colleagues press save at the same moment: the second is told, and nothing is overwritten unseen."""

from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.urls import reverse

from customers.models import Customer, DesignReview
from tests.factories import TODAY, make_item, make_member, make_order, make_signed_order
from tests.test_doors import DOORS

LINE = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-product": "床垫"}
# Of each form on a row that exists: what both type, and the field in which they differ.
CHANGED = {
    "customers:customer-update": ({"kind": "consumer", "phones": "13912345678", "name": "李晓梅"}, "notes"),
    "customers:order-update": (LINE, "notes"),
    "customers:order-days": ({}, "signed_on"),
    "customers:member-update": ({"relation": "parent", "name": "王桂英"}, "notes"),
    "customers:home-update": ({"community": "万科城", "renovation_round": 1, "is_main": "on"}, "notes"),
    "customers:item-update": ({"product": "餐桌", "state": "good"}, "notes"),
    "customers:review-update": ({"held_on": TODAY}, "result"),
}


@pytest.fixture
def rows(customer):
    item, order = make_item(customer), make_signed_order(customer)
    return {
        "customer-update": customer,
        "order-update": make_order(customer),
        "order-days": order,
        "member-update": make_member(customer),
        "home-update": item.home,
        "item-update": item,
        "review-update": DesignReview.objects.create(order=make_order(customer), number=1, held_on=TODAY),
    }


def test_every_form_that_compares_is_one_transaction():
    assert all(DOORS[name].callback.is_whole for name in CHANGED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGED)
def test_of_two_who_save_at_the_same_moment_the_second_is_told(name, rows, customer, owner, client_of):
    row = rows[name.partition(":")[2]]
    address, (typed, differs) = reverse(name, args=[row.pk]), CHANGED[name]
    clients = [client_of(owner), client_of(owner)]
    seen = clients[0].get(address).context["form"].initial["seen"]
    values = [TODAY.replace(day=1), TODAY.replace(day=2)] if differs == "signed_on" else ["我先写的", "我也在写"]
    answers = {}

    def save(client, value):
        try:
            answers[str(value)] = client.post(address, typed | {"seen": seen, differs: value})
        finally:
            connection.close()

    threads = [Thread(target=save, args=pair) for pair in zip(clients, values, strict=True)]
    try:
        with transaction.atomic():  # both get as far as they can before either may save
            Customer.objects.select_for_update().get(pk=customer.pk)
            for thread in threads:
                thread.start()
            wait_until_blocked(2)
    finally:
        for thread in threads:
            thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [302, 422]
    (saved,) = (value for value, answer in answers.items() if answer.status_code == 302)
    row.refresh_from_db()
    assert str(getattr(row, differs)) == saved
    (told,) = (answer for answer in answers.values() if answer.status_code == 422)
    assert "再保存一次" in told.content.decode()


def wait_until_blocked(many):
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0] >= many:
                return
            sleep(0.02)
    pytest.fail("the two did not wait for the row")
