"""Somebody holds what a page wants, an import for instance: nobody waits long, and nothing typed is lost."""

import re
import subprocess
import sys

import psycopg2
import pytest
from django.db import connection
from django.urls import reverse

from customers.models import Customer
from tests.factories import make_customer

pytestmark = pytest.mark.django_db(transaction=True)
NEW = reverse("customers:customer-create")
TYPED = {"name": "李晓梅", "phones": "13912345678", "kind": "consumer", "notes": "第一行\n第二行 <b>"}
LIMIT = """
import {0}
from django.db import connection
connection.settings_dict |= {{"NAME": "postgres", "OPTIONS": {{}}}}  # the tests' own options would stand in the way
cursor = connection.cursor()
cursor.execute("SHOW lock_timeout")
print(cursor.fetchone())
"""


@pytest.fixture
def held(store, assistant):
    """The store's row in the hands of another connection, as an import holds it; this one waits as a page does."""
    other = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    other.cursor().execute("SELECT FROM stores_store WHERE id = %s FOR NO KEY UPDATE", [store.pk])
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
    yield other
    other.close()
    connection.close()


def test_the_sentence_comes_and_what_was_typed_is_sent_again_by_one_button(held, assistant, client_of):
    client = client_of(assistant)
    answer = client.post(NEW, TYPED | {"csrfmiddlewaretoken": "x" * 64})
    page = answer.content.decode()
    assert answer.status_code == 409 and "这次没有保存" in page
    assert not Customer.objects.exists()
    held.rollback()
    kept = dict(re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.DOTALL))
    assert kept == TYPED | {"notes": "第一行\n第二行 &lt;b&gt;"}
    assert client.post(NEW, kept).status_code == 302
    assert Customer.objects.get().name == "李晓梅"


def test_in_a_tab_the_form_stays_and_the_sentence_stands_above(store, held, assistant, client_of):
    customer = make_customer(store)
    held.cursor().execute("SELECT FROM customers_customer WHERE id = %s FOR UPDATE", [customer.pk])
    address = reverse("customers:member-create", args=[customer.pk])
    answer = client_of(assistant).post(
        address, {"relation": "parent", "name": "王桂英"}, headers={"HX-Request": "true"}
    )
    assert answer["HX-Retarget"] == "#notices" and "这次没有保存" in answer.content.decode()


def test_a_password_is_not_written_into_the_page(held, owner, store, client_of):
    typed = {"name": "小周", "role": "manager", "username": "zhou", "password": "an-honest-dealer-7", "store": store.pk}
    client = client_of(owner)
    held.cursor().execute("LOCK stores_staff IN SHARE ROW EXCLUSIVE MODE")
    answer = client.post(reverse("stores:staff-create"), typed)
    assert answer.status_code == 409 and "an-honest" not in answer.content.decode()


@pytest.mark.parametrize(
    ("program", "waits"), [("dealercrm.wsgi", "2s"), ("django; import dealercrm.celery; django.setup()", "0")]
)
def test_pages_wait_two_seconds_and_the_worker_as_long_as_it_takes(program, waits):
    found = subprocess.run([sys.executable, "-c", LIMIT.format(program)], capture_output=True, text=True, check=True)
    assert f"'{waits}'" in found.stdout
