"""Two colleagues press save at the same moment: the second is told, and nothing is overwritten unseen."""

import pytest
from django.urls import reverse

from customers.forms.files import CaptionForm
from customers.models import DesignReview
from tests.at_once import the_second_is_told
from tests.factories import TODAY, make_file, make_item, make_member, make_order, make_signed_order
from tests.test_doors import DOORS

LINE = {"lines-TOTAL_FORMS": 1, "lines-INITIAL_FORMS": 0, "lines-0-product": "床垫"}
# Of each form on a row that exists: what both type, and the field in which they differ.
CHANGED = {
    "customers:customer-update": ({"kind": "consumer", "phones": "13912345678", "name": "李晓梅"}, "notes"),
    "customers:order-update": (LINE, "notes"),
    "customers:order-days": ({}, "signed_on"),
    "customers:member-update": ({"relation": "parent", "name": "王桂英"}, "notes"),
    "customers:home-update": ({"community": "万科城", "renovation_round": 1, "is_main": "on"}, "notes"),
    "customers:item-update": ({"product": "餐桌", "state": "good"}, "notes"),
    "customers:file-update": ({}, "caption"),
    "customers:review-update": ({"held_on": TODAY}, "result"),
}


@pytest.fixture
def rows(customer):
    item, order = make_item(customer), make_signed_order(customer)
    return {
        "customer-update": customer,
        "order-update": make_order(customer),
        "order-days": order,
        "member-update": make_member(customer),
        "home-update": item.home,
        "item-update": item,
        "file-update": make_file(customer),
        "review-update": DesignReview.objects.create(order=make_order(customer), number=1, held_on=TODAY),
    }


def test_every_form_that_compares_is_one_transaction():
    assert all(DOORS[name].callback.is_whole for name in CHANGED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", CHANGED)
def test_of_two_who_save_at_the_same_moment_the_second_is_told(name, rows, customer, owner, client_of):
    row = rows[name.partition(":")[2]]
    address, (typed, differs) = reverse(name, args=[row.pk]), CHANGED[name]
    clients = [client_of(owner), client_of(owner)]
    values = [TODAY.replace(day=1), TODAY.replace(day=2)] if differs == "signed_on" else ["我先写的", "我也在写"]
    form = CaptionForm(instance=row, reader=None) if name == "customers:file-update" else None
    the_second_is_told(clients, address, typed, differs, values, row=row, held=customer, form=form)
