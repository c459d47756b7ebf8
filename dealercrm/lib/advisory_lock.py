"""One at a time, in any number of processes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(what: str, key: int) -> Iterator[bool]:
    """Yields True to the one who has the turn until the end of the block, False to everybody else meanwhile.

    `what` names the work, `key` the row it is done to: an advisory lock of the connection, which a killed process gives
    back with its connection.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", [what, key])
        (has_turn,) = cursor.fetchone()
    try:
        yield has_turn
    finally:
        if has_turn:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", [what, key])
