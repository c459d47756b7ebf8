"""Two people at one file at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections, transaction

from customers import facts
from customers.actions.erase import erase
from customers.actions.files import add_files, remove_file
from customers.models import Activity, Attachment
from dealercrm.lib.errors import Refused
from tests.factories import make_file
from tests.lib.photos import photo, upload
from tests.local.machine import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def alone(verb):
    """What the verb returns, or its refusal, from a thread with its own connection."""
    try:
        return verb()
    except Refused as refusal:
        return refusal
    finally:
        connections.close_all()


def somebody_waits():
    """True once another connection waits for this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.fetchone()


def test_a_photo_that_arrives_while_its_person_is_erased_is_not_kept(customer, assistant, owner, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            erase(customer, why="本人要求", by=owner)
            late = pool.submit(alone, lambda: add_files(customer, [upload(photo())], by=assistant, shows_home=False))
            wait_until(somebody_waits)
        assert isinstance(late.result(60), Refused)
    assert not Attachment.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_of_two_who_remove_the_same_file_one_has_done_it(customer, assistant, manager):
    row, together = make_file(customer), Barrier(2)

    def remove(by):
        together.wait(30)
        return alone(lambda: remove_file(row, by=by))

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(remove, (assistant, manager)))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]
    assert Activity.objects.filter(kind=facts.FILE_REMOVED).count() == 1
