"""No page, tab or answer shows a full number to somebody who may not read it (ST-5)."""

import pytest
from django.urls import reverse

from campaigns.actions.revisits import log_revisit
from campaigns.models import Revisit, Touchpoint
from campaigns.planning import plan_store
from customers.actions.customers import add_customer, change_customer
from customers.models import (
    ArchiveCheck,
    Attachment,
    Consent,
    Customer,
    DesignReview,
    Home,
    HomeItem,
    HouseholdMember,
    Order,
    OrderLine,
    Tie,
)
from dealercrm.lib.phones import mask
from referrals.models import Referral
from stores.models import Role
from tests.doors import GUARDED, address
from tests.factories import NOW, TODAY, make_customer, make_member, make_referral, make_staff

# Texts that people write about a customer, and the path to whom.
WORDS = {
    Customer: ("pk", "wechat address household introducer_name small_talk best_time avoid notes"),
    HouseholdMember: ("customer", "notes"),
    Home: ("customer", "notes"),
    HomeItem: ("home__customer", "notes"),
    Order: ("customer", "notes"),
    OrderLine: ("order__customer", "product"),
    DesignReview: ("order__customer", "result"),
    Attachment: ("customer", "caption"),
    Consent: ("customer", "wording"),
    ArchiveCheck: ("customer", "note"),
    Tie: ("first", "note"),
    Revisit: ("customer", "note needs"),
    Referral: ("referrer", "need"),
}
FIRST, SECRET, MEMBERS, FRIENDS = "13911110000", "13911113333", "13922224444", "13933335555"


@pytest.fixture
def colleague(store):
    return make_staff(store, Role.ASSISTANT, name="小王")


@pytest.fixture
def secret(rows, store, assistant, owner):
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


@pytest.fixture
def told(secret, assistant, store):
    """The same numbers stand in every text about the customer that somebody can write."""
    said = {"is_given": False, "how": "phone", "at": NOW, "by": assistant}
    Consent.objects.create(customer=secret, channel="call", wording="?", **said)
    log_revisit(secret, by=assistant, now=NOW, way="call", outcome="reached", note=f"打 {SECRET}")
    for model, (path, texts) in WORDS.items():
        about = model.objects.filter(**{path: secret.pk})
        assert about.update(**dict.fromkeys(texts.split(), f"打 {SECRET}")), model
    return secret


@pytest.mark.parametrize("name", GUARDED)
def test_nor_where_it_was_written_into_words(name, told, rows, client_of, colleague):
    if colleague.may(GUARDED[name].callback.access):
        assert SECRET not in client_of(colleague).get(address(name, rows)).text


@pytest.mark.parametrize("name", GUARDED)
def test_no_page_shows_a_number_to_who_may_not_read_it(name, secret, rows, client_of, colleague, crew):
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
