"""Two who change the same setting at the same moment: the second is told, and nothing is overwritten unseen."""

import pytest
from django.urls import reverse

from customers.categories import load_categories
from customers.forms.tags_and_own_fields import TagForm
from customers.models import Category, OwnField, Tag
from tests.at_once import the_second_is_told
from tests.factories import make_rule, make_staff
from tests.test_doors import DOORS

NUMBERS = {"first_revisit_days": "90", "care_every_months": "6", "replace_from_years": "5", "replace_to_years": "10"}
RULE = {"name": "生日", "way": "call", "doer": "keeper", "grace_days": "3", "is_active": "on"}
# Of each form: what both type, the field in which they differ, and what they say there.
CHANGED = {
    "stores:store-update": ({"code": "east", "digest_at": "08:30", "checks_a_month": "10"}, "name", ("东区店", "东店")),
    "stores:staff-update": (
        {"role": "assistant", "username": "liu", "name": "刘洋", "is_active": "on"},
        "email",
        ("a@b.cn", "c@d.cn"),
    ),
    "customers:own-field-update": ({"type": "text", "position": "1", "is_active": "on"}, "label", ("车位", "停车位")),
    "customers:category-update": (NUMBERS, "first_revisit_days", ("30", "60")),
    "customers:tag-rename": ({}, "name", ("老业主", "老客户")),
    "campaigns:rule-update": (RULE, "lead_days", ("3", "5")),
}


@pytest.fixture
def rows(store):
    load_categories()
    own = OwnField.objects.create(label="车库", type="text", position=1)
    staff = make_staff(store, "assistant", username="liu")
    return {
        "stores:store": store,
        "stores:staff": staff,
        "customers:own": own,
        "customers:tag": Tag.objects.create(name="业主"),
        "campaigns:rule": make_rule(store),
        "customers:category": Category.objects.get(pk="sofa_fabric"),
    }


def test_every_form_that_compares_is_one_transaction():
    assert all(DOORS[name].callback.is_whole for name in CHANGED)


@pytest.mark.parametrize("name", CHANGED)
def test_a_form_that_does_not_say_what_it_saw_is_refused_once(name, rows, owner, client_of):
    address, (typed, differs, (value, _other)) = _address(name, rows), CHANGED[name]
    typed = typed | {"store": rows["stores:store"].pk}
    answer = client_of(owner).post(address, typed | {differs: value})
    assert answer.status_code == 422
    seen = answer.context["form"]["seen"].value()
    assert f'value="{seen}"' in answer.content.decode()  # the page carries it, so that saving again is possible
    assert client_of(owner).post(address, typed | {differs: value, "seen": seen}).status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGED)
def test_of_two_who_save_at_the_same_moment_the_second_is_told(name, rows, owner, client_of):
    row, address, (typed, differs, values) = _row(name, rows), _address(name, rows), CHANGED[name]
    typed = typed | {"store": rows["stores:store"].pk}
    clients = [client_of(owner), client_of(owner)]
    form = TagForm(instance=row) if name == "customers:tag-rename" else None
    the_second_is_told(clients, address, typed, differs, values, row=row, held=row, form=form)


def _row(name, rows):
    return next(row for start, row in rows.items() if name.startswith(start))


def _address(name, rows):
    return reverse(name, args=[_row(name, rows).pk])
