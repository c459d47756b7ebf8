"""The cast: an owner, a store with its people, and an outsider from another store."""

import logging
import os
import re

# Playwright's sync API leaves an event loop running in this thread; Django would refuse every query under it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

import psutil
import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from dealercrm.local import server
from stores.models import Role
from tests import system_packages
from tests.cast import rows, shop  # noqa: F401 - fixtures
from tests.factories import NOW, TODAY, make_customer, make_staff, make_store


def pytest_configure(config):
    if not hasattr(config, "workerinput"):  # once, before there are workers
        system_packages.bring(config)


def pytest_xdist_auto_num_workers(config):
    """Every core, but for a few files one: a second worker would make a second database for them."""
    files = all(argument.partition("::")[0].endswith(".py") for argument in config.args)
    return 0 if files and len(config.args) < 5 else os.cpu_count()


@pytest.fixture(scope="session")
def django_db_modify_db_settings():
    """Each run has a database of its own (tests/settings.py); those of runs that were killed go here."""
    connection = psycopg2.connect(**server.address(settings.VAR / "postgres"), dbname="postgres")
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_dealercrm\\_%'")
        for (name,) in cursor.fetchall():
            if not psutil.pid_exists(int(re.search(r"\d+", name)[0])):
                cursor.execute(f"DROP DATABASE IF EXISTS {name} (FORCE)")
    connection.close()


@pytest.fixture(scope="session")
def assets():
    """Bootstrap and ECharts, fetched once for this copy; what opens a page in a browser asks for it."""
    call_command("assets")


@pytest.fixture(autouse=True)
def no_errors_logged(request, caplog):
    """What is logged as an error was not handled; a test about failing marks itself `logs_errors`."""
    yield
    if request.node.get_closest_marker("logs_errors"):
        return
    errors = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert not errors, [record.getMessage() for record in errors]


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def store(db):
    return make_store(code="east", name="东区店")


@pytest.fixture
def other_store(db):
    return make_store(code="west", name="西区店")


@pytest.fixture
def owner(db):
    return make_staff(None, Role.OWNER, name="老板")


@pytest.fixture
def manager(store):
    return make_staff(store, Role.MANAGER, name="店长")


@pytest.fixture
def assistant(store):
    return make_staff(store, Role.ASSISTANT, name="小刘")


@pytest.fixture
def care(store):
    return make_staff(store, Role.CARE, name="客服")


@pytest.fixture
def crew(store):
    return make_staff(store, Role.CREW, name="马师傅")


@pytest.fixture
def outsider(other_store):
    return make_staff(other_store, Role.ASSISTANT, name="外人")


@pytest.fixture
def customer(store, assistant):
    return make_customer(store, keeper=assistant)


@pytest.fixture
def client_of():
    """client_of(staff) -> a logged-in test client."""

    def log_in(staff):
        client = Client()
        client.force_login(staff)
        return client

    return log_in
