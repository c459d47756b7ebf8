"""The dealer's own numbers for the kinds of goods."""

from datetime import date

import pytest
from django.urls import reverse

from customers import facts
from customers.categories import load_categories
from customers.models import Activity, Category
from customers.needs import Why
from customers.needs_of_many import outlook_of
from tests.factories import TODAY, make_item
from tests.pages import seen

LIST = reverse("customers:category-list")
SOFA = reverse("customers:category-update", args=["sofa_fabric"])
NUMBERS = {"first_revisit_days": "90", "care_every_months": "6", "replace_from_years": "5", "replace_to_years": "10"}


def test_the_ready_made_kinds_come_in_one_click_with_their_numbers(manager, client_of):
    client = client_of(manager)
    assert reverse("customers:category-load") in client.get(LIST).content.decode()
    page = client.post(reverse("customers:category-load"), follow=True).content.decode()
    assert Category.objects.count() == 30 and "5–10" in page


def test_a_changed_number_moves_what_a_family_needs_and_outlives_a_reload(customer, owner, client_of):
    load_categories()
    make_item(customer, category_id="sofa_fabric", bought_on=date(2020, 1, 1))
    assert outlook_of(customer, TODAY)[0][0].from_on == date(2025, 1, 1)
    client = client_of(owner)
    client.post(SOFA, NUMBERS | {"replace_from_years": "8"} | seen(client, SOFA))
    load_categories()
    need = outlook_of(customer, TODAY)[0][0]
    assert (need.why, need.from_on, need.to_on) == (Why.AGE, date(2028, 1, 1), date(2030, 1, 1))
    assert Activity.objects.get(kind=facts.CATEGORY_CHANGED).data["changed"] == {"replace_from_years": [5, 8]}


def test_numbers_from_before_they_were_kept_are_filled_in(db):
    load_categories()
    Category.objects.update(
        first_revisit_days=None, care_every_months=None, replace_from_years=None, replace_to_years=None
    )
    load_categories()
    assert Category.objects.get(pk="sofa_fabric").replace_to_years == 10


@pytest.mark.parametrize(
    "wrong",
    [
        {"replace_from_years": "12"},
        {"replace_from_years": ""},
        {"replace_to_years": "0"},
        {"care_every_months": "-1"},
        {"first_revisit_days": "ninety"},
        {"replace_to_years": "999"},
    ],
)
def test_wrong_numbers_are_answered_and_change_nothing(manager, client_of, wrong):
    load_categories()
    client = client_of(manager)
    response = client.post(SOFA, NUMBERS | wrong | seen(client, SOFA))
    assert response.status_code == 422 and "invalid-feedback" in response.content.decode()
    assert Category.objects.get(pk="sofa_fabric").replace_from_years == 5


def test_shop_assistants_do_not_change_them(assistant, client_of):
    load_categories()
    assert client_of(assistant).get(LIST).status_code == 403


def test_the_list_is_one_question(manager, client_of, django_assert_max_num_queries):
    load_categories()
    client = client_of(manager)
    with django_assert_max_num_queries(5):
        client.get(LIST)
