"""A week on paper: one person's contacts on one sheet, and nothing on it that must not lie about (TP-9)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.views.lists import monday
from campaigns.views.week_sheet import ON_A_SHEET, days_of
from tests.factories import make_contact, make_customer, make_staff

SHEET = reverse("campaigns:week-sheet")


@pytest.fixture
def week(store, assistant, customer):
    start = monday(timezone.localdate())
    make_contact(customer, on=start)
    make_contact(make_customer(store, name="周末客户", keeper=assistant), on=start + timedelta(days=6), way="visit")
    make_contact(make_customer(store, name="下周客户", keeper=assistant), on=start + timedelta(days=7))
    colleague = make_staff(store)
    make_contact(make_customer(store, name="同事的客户", keeper=colleague), on=start)
    return start


def names_on(answer):
    return {contact.customer.name for _day, contacts, _more in answer.context["days"] for contact in contacts}


def test_an_assistant_prints_her_own_week_and_no_other(week, customer, assistant, client_of):
    answer = client_of(assistant).get(SHEET)
    assert names_on(answer) == {customer.name, "周末客户"}
    later = client_of(assistant).get(SHEET, {"week": (week + timedelta(days=7)).isoformat()})
    assert names_on(later) == {"下周客户"}


def test_a_manager_begins_with_who_has_most_to_do_and_chooses(week, customer, assistant, manager, client_of):
    client = client_of(manager)
    answer = client.get(SHEET)
    assert names_on(answer) == {customer.name, "周末客户"}
    other = next(each for each in answer.context["people"] if each not in (assistant, manager))
    assert names_on(client.get(SHEET, {"whose": other.pk})) == {"同事的客户"}
    assert client.get(SHEET, {"whose": "none"}).context["total"] == 0


def test_paper_names_no_number(week, customer, assistant, client_of):
    page = client_of(assistant).get(SHEET).content.decode()
    assert customer.name in page
    for phone in customer.phones.all():
        assert phone.number[-4:] not in page


def test_what_is_left_from_before_stands_first_on_this_weeks_sheet_only(week, store, assistant, client_of):
    make_contact(make_customer(store, name="上周客户", keeper=assistant), on=week - timedelta(days=3))
    first, left, _more = client_of(assistant).get(SHEET).context["days"][0]
    assert first is None and [contact.customer.name for contact in left] == ["上周客户"]
    later = client_of(assistant).get(SHEET, {"week": (week + timedelta(days=7)).isoformat()})
    assert "上周客户" not in names_on(later)


def test_what_does_not_fit_on_the_sheet_is_counted(week, customer):
    rows = [make_contact(customer, on=week + timedelta(days=n % 2)) for n in range(ON_A_SHEET + 5)]
    days = days_of(sorted(rows, key=lambda row: row.on), week)
    assert sum(len(shown) for _day, shown, _more in days) == ON_A_SHEET
    assert [more for _day, _shown, more in days] == [0, 0, 5, 0, 0, 0, 0, 0]


def test_the_sheet_takes_few_statements_whatever_it_shows(week, manager, client_of, django_assert_max_num_queries):
    client = client_of(manager)
    client.get(SHEET)
    with django_assert_max_num_queries(9):
        client.get(SHEET)


@pytest.mark.parametrize("query", ["?week=2026-02-30", "?whose=x&week=y", "?store=99999&whose=1"])
def test_nonsense_in_the_address_shows_this_week(week, manager, client_of, query):
    assert client_of(manager).get(SHEET + query).context["start"] == week
