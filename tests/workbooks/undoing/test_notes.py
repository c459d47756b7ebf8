"""What the database notes of an import, and whom it forgets."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.urls import reverse

from customers.actions.customers import add_customer
from customers.actions.erase import erase
from customers.models import Customer, HouseholdMember, RowChange
from dealercrm.lib.errors import Refused
from tests.database import where
from tests.factories import TODAY, make_customer, make_member
from tests.workbooks.undoing.bringing import HEAD, WANG, bring, undo
from workbooks.actions.import_undo import ask_to_undo, forget_notes
from workbooks.actions.imports import upload_workbook
from workbooks.models import ImportChange, ImportJob

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_notes_of_a_child_go_when_somebody_else_changes_it(store, manager):
    customer = make_customer(store)
    member = make_member(customer)
    with transaction.atomic(), connection.cursor() as cursor:
        job = ImportJob.objects.create(store=store, by=manager, file_name="a.xlsx", sha256="0" * 64)
        cursor.execute("SELECT set_config('dealercrm.import', %s, true)", [str(job.pk)])
        HouseholdMember.objects.filter(pk=member.pk).update(name="王桂芳")
    assert ImportChange.objects.get().before["name"] == "王桂英"
    HouseholdMember.objects.filter(pk=member.pk).update(name="王桂兰")
    assert not ImportChange.objects.exists()


def test_who_is_erased_is_in_no_note(store, manager, owner):
    bring(store, manager, WANG)
    bring(store, manager, [*WANG[:2], "保利", *WANG[3:]])
    assert ImportChange.objects.filter(before__community="万科城").exists()
    erase(Customer.objects.get(), why="本人要求", by=owner)
    assert not ImportChange.objects.filter(before__isnull=False).exists()


def test_who_is_erased_is_in_no_import_that_was_undone_or_never_finished(store, manager, owner, client_of, tmp_path):
    undo(bring(store, manager, WANG), manager)
    file = ContentFile(f"{','.join(HEAD)}\n{','.join(WANG)}\n".encode(), name="b.csv")
    begun = upload_workbook(file, store=store, by=manager)
    name, number = WANG[0], WANG[1]
    customer = add_customer(Customer(store=store, name=name), phones=[number], by=manager)
    assert {("workbooks_importjob", word) for word in (name, WANG[2])} <= where([name, WANG[2]])
    erase(customer, why="本人要求", by=owner)
    assert where([name, number, WANG[2]]) == set()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    url = reverse("workbooks:import-mapping", args=[begun.pk])
    page = client_of(manager).post(url, {"0-0": "name", "0-1": "phone"}, follow=True)
    assert page.status_code == 200 and "重新上传" in page.text


def test_what_a_person_writes_after_an_import_is_noted_nowhere(store, manager):
    bring(store, manager, WANG)
    noted = ImportChange.objects.count()
    add_customer(Customer(store=store, name="赵六"), phones=["13583685960"], by=manager)
    assert ImportChange.objects.count() == noted and RowChange.objects.filter(after__name="赵六").exists()


def test_only_as_long_as_every_row_is_kept(store, manager, client_of):
    job = bring(store, manager, WANG)
    forget_notes(TODAY)
    assert ImportChange.objects.exists()
    ImportJob.objects.update(committed_at=job.committed_at - ImportJob.KEPT - timedelta(days=1))
    forget_notes(TODAY)
    assert not ImportChange.objects.exists()
    with pytest.raises(Refused):
        ask_to_undo(job, by=manager)
    page = client_of(manager).get(reverse("workbooks:import-undo", args=[job.pk]), follow=True)
    assert "30" in page.text and Customer.objects.exists()
