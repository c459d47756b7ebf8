"""What people type about somebody's children: kept as a band of years, on whatever form (AR-16)."""

import pytest
from django.urls import reverse

from campaigns.models import Revisit
from customers.models import OwnField, OwnValues
from referrals.models import Referral
from tests.factories import make_signed_order

pytestmark = pytest.mark.django_db
TOLD, KEPT = "女儿2021年3月3日生", "女儿3-6岁"


def test_on_the_customers_form_and_in_the_dealers_own_fields(assistant, client_of):
    children = OwnField.objects.create(label="孩子情况", type=OwnField.Type.TEXT)
    form = {"name": "李雷", "phones": "19911115678", "kind": "consumer", "small_talk": TOLD, "notes": f"爱喝茶，{TOLD}"}
    own = {f"extra-own-{children.key}": "2021年3月3日生"}
    client_of(assistant).post(reverse("customers:customer-create"), form | own)
    customer = assistant.kept_customers.get()
    assert (customer.small_talk, customer.notes) == (KEPT, f"爱喝茶，{KEPT}")
    assert OwnValues.objects.get(customer=customer).values == {children.key: "3-6岁"}


def test_in_what_was_said_on_the_phone(customer, assistant, client_of):
    entry = {"way": "call", "outcome": "reached", "note": f"聊到{TOLD}", "needs": f"儿童床，{TOLD}"}
    client_of(assistant).post(reverse("campaigns:revisit-create", args=[customer.pk]), entry)
    logged = Revisit.objects.get()
    assert (logged.note, logged.needs) == (f"聊到{KEPT}", f"儿童床，{KEPT}")
    assert TOLD not in str(list(customer.activities.values_list("data", flat=True)))


def test_in_what_a_friend_needs(customer, assistant, client_of):
    make_signed_order(customer)
    named = {"name": "韩梅", "phone": "19911115679", "relation": "friend", "need": f"儿童房，{TOLD}"}
    client_of(assistant).post(reverse("referrals:referral-create", args=[customer.pk]), named)
    assert Referral.objects.get().need == f"儿童房，{KEPT}"


def test_no_field_of_the_dealers_own_is_made_for_their_birthdays(owner, client_of):
    form = {"label": "孩子生日", "type": "date", "choices": "", "position": 0, "is_active": "on"}
    create, client = reverse("customers:own-field-create"), client_of(owner)
    answer = client.post(create, form)
    assert answer.status_code == 422 and "写在家庭成员里" in answer.content.decode()
    assert client.post(create, form | {"label": "孩子房交付日"}).status_code == 302
