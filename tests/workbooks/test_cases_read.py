"""What came in with a file, as colleagues read it afterwards."""

import re

import pytest
from django.urls import reverse

from customers.models import Customer, CustomerPhone
from stores.models import Role
from tests.doors import DOORS
from tests.factories import make_staff
from tests.workbooks.cases import CASES, content_of
from tests.workbooks.importing import committed, previewed

OF_A_CUSTOMER = [
    name
    for name, door in DOORS.items()
    if name.startswith("customers:customer-") and list(door.pattern.converters) == ["pk"]
]


@pytest.fixture
def brought(manager, client_of):
    client = client_of(manager)
    return committed(client, previewed(client, *content_of("W2")))


def test_a_number_in_a_wechat_id_or_a_remark_is_in_full_nowhere_for_who_may_not_read_it(brought, store, client_of):
    assert CustomerPhone.objects.count() == 2
    colleague = make_staff(store, Role.ASSISTANT, name="小王")
    client, readable = client_of(colleague), 0
    pages = [reverse("customers:customer-list"), reverse("customers:customer-list") + "?q=姚丽"]
    for customer in Customer.objects.all():
        pages += [reverse(name, args=[customer.pk]) for name in OF_A_CUSTOMER]
    for page in pages:
        response = client.get(page)
        readable += response.status_code == 200
        assert not re.search(r"1990056000\d", re.sub(r"(?<=\d)[ -](?=\d)", "", response.text)), page
    assert readable >= 10
    assert "19900560001" in client_of(brought.by).get(Customer.objects.get(name="姚丽").get_absolute_url()).text


def test_of_two_people_in_one_archive_the_second_is_told(brought, manager, store, client_of):
    assert "both save another occupation" in (CASES / "W5_two_people_one_archive.txt").read_text()
    customer = Customer.objects.get(name="姚刚")
    page = reverse("customers:customer-update", args=[customer.pk])
    clients = [client_of(manager), client_of(make_staff(store, Role.MANAGER, name="二店长"))]
    seen = clients[0].get(page).context["form"].initial["seen"]
    typed = {"kind": "consumer", "name": "姚刚", "phones": "19900560002", "seen": seen}
    first, second = (
        client.post(page, typed | {"occupation": work}) for client, work in zip(clients, ["教师", "医生"], strict=True)
    )
    customer.refresh_from_db()
    assert (first.status_code, second.status_code, customer.occupation) == (302, 422, "教师")
    assert "再保存一次" in second.text
