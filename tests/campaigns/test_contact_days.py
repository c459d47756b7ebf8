"""The days of last and next contact follow every way a contact can come, change and go."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.models import Contact, ContactDays, Revisit
from customers.actions.merge import merge
from customers.models import Activity
from tests.campaigns.contact_days import kept, told
from tests.factories import TODAY, make_contact, make_customer

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def contact(customer, days, outcome="reached"):
    at = NOW - timedelta(days=days)
    return Revisit.objects.create(customer=customer, store=customer.store, at=at, way="call", outcome=outcome)


def days_of(customer):
    """Who has neither a last nor a next contact has no row."""
    rows = list(ContactDays.objects.filter(customer=customer).values_list("last_at", "next_on"))
    assert (None, None) not in rows
    return rows[0] if rows else (None, None)


def test_the_last_contact_is_the_newest_in_which_somebody_was_reached(store):
    customer = make_customer(store)
    contact(customer, 9)
    newest = contact(customer, 3)
    contact(customer, 5)
    contact(customer, 1, "no_answer")
    assert days_of(customer)[0] == newest.at
    Revisit.objects.filter(pk=newest.pk).update(outcome="wrong")
    assert days_of(customer)[0] == NOW - timedelta(days=5)
    Revisit.objects.all().delete()
    assert days_of(customer)[0] is None
    noted = Activity.objects.create(kind="customers.old_contact_noted", customer=customer, store=store, at=NOW)
    assert days_of(customer)[0] == NOW
    noted.delete()
    assert days_of(customer)[0] is None


def test_the_next_contact_is_the_first_that_is_still_planned(store):
    customer = make_customer(store)
    late, soon = (make_contact(customer, on=TODAY + timedelta(days=n)) for n in (9, 3))
    assert days_of(customer)[1] == soon.on
    Contact.objects.filter(pk=soon.pk).update(on=TODAY + timedelta(days=20))
    assert days_of(customer)[1] == late.on
    Contact.objects.filter(pk=late.pk).update(state="done")
    assert days_of(customer)[1] == TODAY + timedelta(days=20)
    soon.delete()
    assert days_of(customer)[1] is None


def test_they_go_with_the_customer_and_with_who_takes_them_over(store, owner):
    keep, gone = make_customer(store, name="张小美"), make_customer(store, name="张小美")
    contact(keep, 9), contact(gone, 2)
    make_contact(gone, on=TODAY)
    merge(keep, gone, by=owner, choices={}, now=NOW)
    assert days_of(keep) == (NOW - timedelta(days=2), TODAY)
    many = make_customer(store)
    for n in range(130):  # more than Django deletes at once
        make_contact(many, on=TODAY + timedelta(days=n))
    many.delete()
    assert kept() == told()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_the_truth(store):
    customers = [make_customer(store) for __ in range(4)]

    def work(n):
        try:
            for each in customers:
                contact(each, n)
                soon = make_contact(each, on=TODAY + timedelta(days=n))
                if n % 2:
                    Contact.objects.filter(pk=soon.pk).update(state="done")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(8)))
    assert kept() == told()
    assert len(kept()) == 4
