from threading import Barrier, Thread

import pytest
from django.db import connection
from django.urls import reverse

from dealercrm.lib.errors import Refused
from stores.actions.setup import open_house
from stores.models import Role, Staff, Store
from tests.factories import PASSWORD

SETUP = reverse("stores:setup")
ENTERED = {
    "name": "周老板",
    "username": "zhou",
    "password": PASSWORD,
    "again": PASSWORD,
    "store-name": "东区店",
    "store-code": "east",
    "store-city": "郑州",
    "store-area_code": "0371",
}


def test_in_an_empty_house_every_door_leads_to_the_setup(client, db):
    for door in ("home", "stores:login"):
        assert client.get(reverse(door))["Location"] == SETUP


def test_the_first_visitor_becomes_owner_and_is_led_on(client, db):
    assert client.get(SETUP).status_code == 200
    response = client.post(SETUP, ENTERED, follow=True)
    assert response.redirect_chain[-1][0] == reverse("first-steps")
    owner = Staff.objects.get()
    assert (owner.name, owner.role, owner.store) == ("周老板", Role.OWNER, Store.objects.get(code="east"))
    assert owner.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("again", "different"),
        ("password", "12345678"),
        ("name", ""),
        ("store-code", "东区"),
        ("store-area_code", "371"),
        ("username", "two words"),
    ],
)
def test_a_mistake_is_shown_and_nothing_is_half_made(client, db, field, value):
    response = client.post(SETUP, ENTERED | {field: value})
    assert response.status_code == 422
    assert "invalid-feedback" in response.content.decode()
    assert not Staff.objects.exists()
    assert not Store.objects.exists()


def test_once_somebody_is_there_the_setup_is_closed(client, manager):
    assert client.get(SETUP)["Location"] == reverse("stores:login")
    response = client.post(SETUP, ENTERED)
    assert response.status_code == 422
    assert not Staff.objects.filter(username="zhou").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_first_visitors_one_wins_and_the_other_is_told():
    start, outcomes = Barrier(2), []

    def visit(name):
        start.wait()
        try:
            outcomes.append(open_house(Staff(username=name, name=name), password=PASSWORD, store=Store(code=name)))
        except Refused as no:
            outcomes.append(no)
        finally:
            connection.close()

    threads = [Thread(target=visit, args=[name]) for name in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Refused", "Staff"]
    assert Staff.objects.count() == Store.objects.count() == 1
