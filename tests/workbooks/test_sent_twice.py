"""A button pressed twice makes one import, one undoing, one export."""

import pytest
from django.urls import reverse

from customers.models import Customer
from tests.factories import PASSWORD, make_customer
from tests.workbooks.exported import NEW
from tests.workbooks.importing import committed, page, previewed, upload
from workbooks.models import ExportJob, ImportJob

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = {"csrfmiddlewaretoken": "a" * 64}
TELLS = "两次"


def test_an_upload_sent_twice_is_one_import(manager, client_of):
    client = client_of(manager)
    first, second = upload(client, **TOKEN), upload(client, **TOKEN)
    job = ImportJob.objects.get()
    assert first.url == second.url == job.get_absolute_url()
    assert TELLS in client.get(second.url).text


def test_the_start_of_an_import_sent_twice_starts_it_once(manager, client_of):
    client = client_of(manager)
    job = previewed(client)
    first, second = (client.post(page("commit", job), TOKEN) for _time in range(2))
    assert first.url == second.url and second.status_code == 302
    committed(client, job)
    assert job.state == "done" and Customer.objects.exists()


def test_undoing_sent_twice_is_done_once_and_says_no_reproach(manager, client_of):
    client = client_of(manager)
    job = committed(client, previewed(client))
    first, second = (client.post(page("undo", job), TOKEN) for _time in range(2))
    assert first.url == second.url == page("result", job)
    shown = client.get(second.url).text
    assert TELLS in shown and "alert-danger" not in shown and not Customer.objects.exists()


def test_an_export_asked_for_twice_is_one_file(store, owner, client_of):
    make_customer(store)
    data = {"whom": "all", "query": "", "count": 1, "format": "csv", "password": PASSWORD} | TOKEN
    first, second = (client_of(owner).post(NEW, data) for _time in range(2))
    job = ExportJob.objects.get()
    assert first.url == second.url == job.get_absolute_url() and job.state == "done"
    assert second.url == reverse("workbooks:export-detail", args=[job.pk])
