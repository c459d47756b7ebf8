"""A card that asks to bring an archive up to date asks what it lacks, and saves the answers with the contact."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.actions.undo import undo_revisit
from campaigns.models import Revisit
from customers.forms.missing import MissingForm
from customers.models import Activity, Customer
from tests.factories import make_contact, make_customer, make_rule

HTMX = {"HX-Request": "true"}
PAGE = reverse("campaigns:today")
LONG_AGO = timedelta(days=800)


@pytest.fixture
def customer(store, assistant):
    customer = make_customer(store, name="张泽宇", keeper=assistant, community="万科城", building="3")
    Customer.objects.filter(pk=customer.pk).update(updated_at=timezone.now() - LONG_AGO)
    customer.refresh_from_db()
    return customer


@pytest.fixture
def touchpoint(customer, store):
    rule = make_rule(store, trigger="stale", after_days=365)
    return make_contact(customer, rule=rule, on=timezone.localdate())


def send(client, touchpoint, **typed):
    url = reverse("campaigns:revisit-create", args=[touchpoint.customer_id])
    entry = {"contact": touchpoint.pk, "way": "call", "outcome": "reached"}
    return client.post(url, entry | {f"archive-{name}": value for name, value in typed.items()}, headers=HTMX)


def test_the_card_asks_for_the_weightiest_that_is_missing(touchpoint, assistant, client_of):
    address = reverse("campaigns:contact-questions", args=[touchpoint.pk])
    assert address in client_of(assistant).get(PAGE).text
    page = client_of(assistant).get(address).text
    assert 'name="archive-birthday_0"' in page and 'name="archive-occupation"' in page
    assert "archive-community" not in page  # known
    assert len(MissingForm(pk=touchpoint.customer_id).fields) == 3


def test_no_other_card_asks(customer, assistant, client_of):
    other = make_contact(customer, on=timezone.localdate())
    assert "/questions/" not in client_of(assistant).get(PAGE).text
    address = reverse("campaigns:contact-questions", args=[other.pk])
    assert "archive-" not in client_of(assistant).get(address).text


def test_what_was_said_stands_in_the_archive(touchpoint, customer, assistant, client_of):
    assert send(client_of(assistant), touchpoint, birthday_0="1980-05-20", occupation="教师").status_code == 200
    customer.refresh_from_db()
    assert customer.occupation == "教师" and customer.birthday.month == 5
    assert customer.updated_at > timezone.now() - timedelta(minutes=1)
    assert Activity.objects.filter(kind="customers.customer_changed", customer=customer).exists()


def test_what_a_colleague_wrote_meanwhile_stays(touchpoint, customer, assistant, client_of):
    Customer.objects.filter(pk=customer.pk).update(occupation="医生")
    send(client_of(assistant), touchpoint, occupation="教师")
    customer.refresh_from_db()
    assert customer.occupation == "医生" and Revisit.objects.exists()


def test_nobody_there_tells_nothing(touchpoint, customer, assistant, client_of):
    url = reverse("campaigns:revisit-create", args=[customer.pk])
    entry = {"contact": touchpoint.pk, "way": "call", "outcome": "no_answer", "archive-occupation": "教师"}
    client_of(assistant).post(url, entry, headers=HTMX)
    customer.refresh_from_db()
    assert customer.occupation == ""


def test_an_answer_that_cannot_be_read_is_said_and_nothing_is_saved(touchpoint, assistant, client_of):
    answer = send(client_of(assistant), touchpoint, birthday_0="下个月")
    assert answer.status_code == 422 and "生日" in answer.text and not Revisit.objects.exists()
    told = send(client_of(assistant), touchpoint, household="儿子今年6岁")
    assert told.status_code == 422 and "child_guardian" in told.text and not Revisit.objects.exists()


def test_taken_back_the_archive_is_as_it_was(touchpoint, customer, assistant, client_of):
    before = Customer.objects.filter(pk=customer.pk).values().get()
    send(client_of(assistant), touchpoint, occupation="教师", birthday_0="1980-05-20")
    undo_revisit(Revisit.objects.get().pk, by=assistant, now=timezone.now())
    assert Customer.objects.filter(pk=customer.pk).values().get() == before


def test_taken_back_what_somebody_wrote_since_stays(touchpoint, customer, assistant, client_of):
    send(client_of(assistant), touchpoint, occupation="教师")
    row = Customer.objects.get(pk=customer.pk)
    row.occupation = "退休教师"
    row.save()
    undo_revisit(Revisit.objects.get().pk, by=assistant, now=timezone.now())
    customer.refresh_from_db()
    assert customer.occupation == "退休教师" and customer.updated_at == row.updated_at
