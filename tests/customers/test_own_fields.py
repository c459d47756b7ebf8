from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from customers import facts
from customers.actions.own_fields import add_own_field, change_own_field, keep_own_values
from customers.models import Activity, OwnField, OwnValues
from customers.own_fields import read, shown
from dealercrm.lib.errors import Refused
from tests.pages import seen

CREATE = reverse("customers:own-field-create")


@pytest.fixture
def fields(manager):
    """{type: field}, one of each."""
    made = [
        ("车牌", "text", ""),
        ("孩子数", "number", ""),
        ("交房日", "date", ""),
        ("风格", "choice", "新中式\n北欧\n\n北欧"),
    ]
    return {type: add_own_field(label=label, type=type, choices=choices, by=manager) for label, type, choices in made}


@pytest.mark.parametrize(
    ("type", "text", "kept", "words"),
    [
        ("text", " 豫A12345 ", "豫A12345", "豫A12345"),
        ("text", "", None, ""),
        ("number", "12000", 12000, "12,000"),
        ("number", "2.50", 2.5, "2.5"),
        ("date", "2026-03-05", "2026-03-05", "2026-03-05"),
        ("choice", "北欧", "北欧", "北欧"),
        ("choice", "", None, ""),
    ],
)
def test_a_cell_is_kept_and_shown(fields, type, text, kept, words):
    assert read(fields[type], text) == kept
    assert shown(fields[type], kept) == words


@pytest.mark.parametrize(
    ("type", "text"),
    [
        ("number", "许多"),
        ("number", "NaN"),
        ("number", "1" * 16),
        ("date", "2026-02-30"),
        ("choice", "美式"),
        ("text", "长" * 201),
    ],
)
def test_what_does_not_fit_is_refused(fields, type, text):
    with pytest.raises(ValidationError):
        read(fields[type], text)


def test_values_are_kept_field_by_field_and_told(fields, customer, assistant):
    keep_own_values(customer, by=assistant, values={fields["text"]: "豫A1", fields["number"]: Decimal("2")})
    assert keep_own_values(customer, by=assistant, values={fields["text"]: "豫A1", fields["choice"]: ""}) == set()
    keep_own_values(customer, by=assistant, values={fields["text"]: "", fields["choice"]: "北欧"})
    assert OwnValues.objects.get().values == {fields["number"].key: 2, fields["choice"].key: "北欧"}
    told = Activity.objects.filter(kind=facts.OWN_VALUES_CHANGED).latest("pk").data
    assert told == {"changed": {"车牌": ["豫A1", ""], "风格": ["", "北欧"]}}


def test_a_type_stays_once_something_is_known(fields, customer, assistant, manager):
    change_own_field(fields["text"], type="number", by=manager)
    change_own_field(fields["text"], type="text", by=manager)
    keep_own_values(customer, by=assistant, values={fields["text"]: "豫A1"})
    with pytest.raises(Refused):
        change_own_field(fields["text"], type="number", by=manager)


@pytest.mark.parametrize(
    "wrong", [{"label": " "}, {"label": "孩子数"}, {"label": "颜色", "type": "choice", "choices": " \n "}]
)
def test_a_field_is_whole_or_is_not_made(fields, manager, wrong):
    with pytest.raises(Refused):
        add_own_field(**{"label": "x", "type": "text", "by": manager} | wrong)


def test_a_leader_makes_a_field_without_code_and_it_is_on_form_and_page(customer, manager, assistant, client_of):
    leader, staff = client_of(manager), client_of(assistant)
    wrong = leader.post(CREATE, {"label": "风格", "type": "choice", "choices": "", "position": 1, "is_active": "on"})
    assert wrong.status_code == 422 and not OwnField.objects.exists()
    new = {"label": "风格", "type": "choice", "choices": "北欧\n美式", "position": 1, "is_active": "on"}
    assert leader.post(CREATE, new).status_code == 302
    field, url = OwnField.objects.get(), reverse("customers:customer-update", args=[customer.pk])
    assert "美式" in staff.get(url).content.decode()
    data = {
        "name": customer.name, "phones": customer.phones.get().number, "kind": "consumer",
        "seen": customer.updated_at.isoformat(), f"extra-own-{field.key}": "法式",
    }  # fmt: skip
    assert staff.post(url, data).status_code == 422
    assert staff.post(url, data | {f"extra-own-{field.key}": "美式"}).status_code == 302
    assert "<dt>风格</dt><dd>美式</dd>" in staff.get(customer.get_absolute_url()).content.decode()
    # A choice given up stays where it stands; a field out of use is not shown.
    own = reverse("customers:own-field-update", args=[field.pk])
    leader.post(own, new | {"choices": "北欧"} | seen(leader, own))
    assert "美式" in staff.get(url).content.decode()
    leader.post(own, {**new, "is_active": ""} | seen(leader, own))
    assert "风格" not in staff.get(customer.get_absolute_url()).content.decode()
    assert OwnValues.objects.get().values == {field.key: "美式"}


def test_a_new_customer_takes_them_too(fields, assistant, client_of):
    url = reverse("customers:customer-create")
    data = {
        "name": "李明",
        "phones": "13811112222",
        "kind": "consumer",
        f"extra-own-{fields['date'].key}": "2026-03-05",
    }
    assert client_of(assistant).post(url, data).status_code == 302
    assert OwnValues.objects.get().values == {fields["date"].key: "2026-03-05"}


def test_the_list_is_one_question(fields, manager, client_of, django_assert_max_num_queries):
    client = client_of(manager)
    with django_assert_max_num_queries(5):
        page = client.get(reverse("customers:own-field-list")).content.decode()
    assert "新中式" in page and "车牌" in page
