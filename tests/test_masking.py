"""No page, tab or answer shows a full number to somebody who may not read it (ST-5)."""

import pytest
from django.urls import reverse

from campaigns.models import Touchpoint
from campaigns.planning import plan_store
from customers.actions.customers import add_customer, change_customer
from customers.models import Customer
from dealercrm.lib.phones import mask
from stores.models import Role
from tests.factories import TODAY, make_customer, make_member, make_referral, make_staff
from tests.test_doors import GUARDED, address, rows  # noqa: F401

FIRST, SECRET, MEMBERS, FRIENDS = "13911110000", "13911113333", "13922224444", "13933335555"


@pytest.fixture
def colleague(store):
    return make_staff(store, Role.ASSISTANT, name="小王")


@pytest.fixture
def secret(rows, store, assistant, owner):  # noqa: F811
    """The customer of every sample address has numbers in all the places a number can be."""
    customer = rows["customers:customer-"]
    change_customer(customer, by=owner, phones=[SECRET], notes="喜欢茶")
    change_customer(customer, by=owner, phones=[FIRST, SECRET])
    make_member(customer, phone=MEMBERS)
    make_referral(customer, recorded_by=assistant, phone=FRIENDS)
    make_customer(store, name="同号", phones=[SECRET], keeper=assistant)
    add_customer(Customer(store=store, name="又一个", keeper=assistant), phones=[SECRET], by=owner, duplicate_ok=True)
    plan_store(store, today=TODAY)
    Touchpoint.objects.filter(customer=customer).update(due_on=TODAY)
    return customer


@pytest.mark.parametrize("name", GUARDED)
def test_no_page_shows_a_number_to_who_may_not_read_it(name, secret, rows, client_of, colleague, crew):  # noqa: F811
    for reader in (colleague, crew):
        if not reader.may(GUARDED[name].callback.access):
            continue
        for search in ("", f"?q={SECRET}", "?q=张"):
            text = client_of(reader).get(address(name, rows) + search).text.replace(f'value="{SECRET}"', "")
            text = text.replace(f"q={SECRET}", "")
            # The crew may call whom they install for, on that page alone.
            theirs = {FIRST} if reader == crew and name == "customers:installation-list" else set()
            assert not [number for number in {FIRST, SECRET, MEMBERS, FRIENDS} - theirs if number in text], reader.role


def test_the_walk_would_find_a_number(secret, client_of, assistant, colleague):
    page = secret.get_absolute_url()
    assert SECRET in client_of(assistant).get(page).text
    masked = client_of(colleague).get(page).text
    assert SECRET not in masked and mask(SECRET) in masked
    household = reverse("customers:customer-household", args=[secret.pk])
    assert MEMBERS in client_of(assistant).get(household).text
