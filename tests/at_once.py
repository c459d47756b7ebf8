"""Two colleagues who press save at the same moment."""

from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction


def the_second_is_told(clients, address, typed, differs, values, *, row, held, form=None):
    """Each client posts one of `values` in the field `differs`, both while the row `held` is locked; then one is saved
    and the other told, with nothing of it written. Both saw the same page, or of a form that stands on another the
    same `form`."""
    seen = (form or clients[0].get(address).context["form"]).initial["seen"]
    answers = {}

    def save(client, value):
        try:
            answers[str(value)] = client.post(address, typed | {"seen": seen, differs: value})
        finally:
            connection.close()

    threads = [Thread(target=save, args=pair) for pair in zip(clients, values, strict=True)]
    try:
        with transaction.atomic():  # both get as far as they can before either may save
            type(held).objects.select_for_update().get(pk=held.pk)
            for thread in threads:
                thread.start()
            wait_until_blocked(2)
    finally:
        for thread in threads:
            thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [302, 422]
    (saved,) = (value for value, answer in answers.items() if answer.status_code == 302)
    row.refresh_from_db()
    assert str(getattr(row, differs)) == saved
    (told,) = (answer for answer in answers.values() if answer.status_code == 422)
    assert "再保存一次" in told.content.decode()


def wait_until_blocked(many):
    with connection.cursor() as cursor:
        for _ in range(500):
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            )
            if cursor.fetchone()[0] >= many:
                return
            sleep(0.02)
    pytest.fail("the two did not wait for the row")
