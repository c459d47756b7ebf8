"""One at a time, in any number of processes."""

from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(lock, key):
    """Yields True to the one who has the turn until the end of the block, False to everybody else meanwhile.

    `lock` is a number of what is done, `key` the row it is done to: an advisory lock of the connection, which a
    killed process gives back with its connection.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [lock, key])
        (is_ours,) = cursor.fetchone()
    try:
        yield is_ours
    finally:
        if is_ours:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [lock, key])
