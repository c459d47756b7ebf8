from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from customers.models import CustomerSearch
from dealercrm.lib.copying import Json, copy_in, copy_line, copying_behind, next_ids
from tests.factories import make_customer
from workbooks.models import ImportJob, ImportRow

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@pytest.mark.django_db
def test_what_is_copied_in_is_read_back(store):
    job = ImportJob.objects.create(store=store, file_name="a", sha256="0")
    nasty = "a\tb\nc\rd\\e\"f'g\\N{,}"
    rows = [(job.pk, "表", 1, "created", nasty[:60], None, Json([["code", {"value": nasty}]]), Json([]))]
    copied = copy_in(ImportRow, ("job_id", "sheet", "row", "outcome", "name", "customer_id", "messages", "raw"), rows)
    row = ImportRow.objects.get()
    assert (copied, row.name, row.messages, row.customer) == (1, nasty, [["code", {"value": nasty}]], None)


@pytest.mark.django_db
def test_arrays_of_any_text_come_through(store):
    customer = make_customer(store)
    CustomerSearch.objects.all().delete()
    tokens = ['"', "\\", "a,b", "{}", "", "NULL", "\t", "王"]
    copy_in(CustomerSearch, ("customer_id", "tokens"), [(customer.pk, tokens)])
    assert CustomerSearch.objects.get().tokens == tokens


@pytest.mark.django_db
def test_what_is_copied_behind_is_in_at_the_end_and_its_errors_are_ours(store):
    first, second = make_customer(store), make_customer(store)
    CustomerSearch.objects.all().delete()
    with copying_behind() as copy:
        for customer in (first, second):
            copy(CustomerSearch, ("customer_id", "tokens"), [(customer.pk, ["王"])])
        copy(CustomerSearch, ("customer_id", "tokens"), [])
    assert CustomerSearch.objects.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic(), copying_behind() as copy:
        copy(CustomerSearch, ("customer_id", "tokens"), [(first.pk, ["李"])])


@given(TEXT)
def test_a_text_never_breaks_its_line(text):
    line = copy_line((text, date(2021, 3, 5), None, True))
    assert line.count("\n") == 1
    assert line.count("\t") == 3


@pytest.mark.django_db
def test_ids_are_unused_and_ascending():
    first, second = next_ids(ImportJob, 3), next_ids(ImportJob, 2)
    assert [*first, *second] == sorted({*first, *second})
    assert next_ids(ImportJob, 0) == []
