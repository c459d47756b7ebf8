import pytest
from django.db.models import F

from customers.models import Customer
from dealercrm.lib.veils import veil, veil_row, veiled
from tests.factories import make_customer

TEXTS = [
    ("老公电话13812345678，晚上打", "老公电话138****5678，晚上打"),
    ("138 1234 5678 / 139-8765-4321", "138****5678 / 139****4321"),
    ("座机 0371-62345678", "座机 0371-****5678"),
    ("合同号 201812345678", "合同号 201812345678"),
    ("2018年买的 3-2-1502", "2018年买的 3-2-1502"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS)
def test_a_number_within_words_is_masked_and_nothing_else(text, shown):
    assert veil(text) == shown
    assert veil({"note": [text, 3, None]}) == {"note": [shown, 3, None]}


def test_the_database_masks_the_same(store):
    for text, shown in TEXTS:
        customer = make_customer(store, notes=text)
        assert Customer.objects.annotate(shown=veiled(F("notes"))).get(pk=customer.pk).shown == shown


def test_a_row_is_masked_as_far_as_it_was_read(store, django_assert_num_queries):
    make_customer(store, notes="13812345678", address="13812345678")
    row = Customer.objects.only("notes").get()
    with django_assert_num_queries(0):
        assert veil_row(row).notes == "138****5678"
