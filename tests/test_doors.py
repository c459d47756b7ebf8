"""Every address x every role against the one permission table, and no store's rows through another store's door."""

import pytest
from django.urls import reverse

from customers.models import (
    RowChange,
)
from stores.access import PUBLIC
from stores.models import Role
from stores.permissions import PERMISSIONS
from tests.doors import DOORS, GUARDED, address
from tests.factories import (
    make_staff,
)

OF_THE_DEALER = {
    "customers:category-update",
    "customers:tag-rename",
    "customers:tag-remove",
    "customers:own-field-update",
    "rewards:gift-update",
}  # the same for all stores
OF_A_ROW = {name: door for name, door in GUARDED.items() if door.pattern.converters and name not in OF_THE_DEALER}


@pytest.mark.parametrize("name", DOORS)
def test_every_door_says_who_may_come_in(name):
    assert getattr(DOORS[name].callback, "access", None) in {*PERMISSIONS, PUBLIC}


@pytest.mark.parametrize("name", GUARDED)
def test_a_door_opens_for_those_in_the_table_and_for_nobody_else(
    name, rows, client, client_of, owner, manager, assistant, care, crew
):
    url, access = address(name, rows), GUARDED[name].callback.access
    changes = RowChange.objects.count()
    assert client.get(url)["Location"].startswith(reverse("stores:login"))
    for staff in (owner, manager, assistant, care, crew):
        status = client_of(staff).get(url).status_code
        if staff.role in PERMISSIONS[access]:
            assert status in (200, 302, 404, 405), (staff.role, status)
        else:
            assert status == 403, (staff.role, status)
    # Whoever posted last through this connection has signed it: what reading changed would bear their name.
    assert RowChange.objects.count() == changes, "reading changed the archive"


@pytest.mark.parametrize("name", OF_A_ROW)
def test_a_row_of_another_store_is_not_found(name, rows, client_of, other_store):
    url, access = address(name, rows), OF_A_ROW[name].callback.access
    for role in PERMISSIONS[access] - {Role.OWNER}:
        client = client_of(make_staff(other_store, role))
        response = client.get(url)
        if response.status_code == 405:
            response = client.post(url)
        assert response.status_code == 404, role
