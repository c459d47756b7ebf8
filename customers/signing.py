"""Whose work a connection is doing: what the database's own history of the archive signs each change with (ST-6).

A setting of the database session, which outlives a request and a job: each request that may change something signs
anew, a job also signs off.
"""

from contextlib import contextmanager

from django.db import connection

SIGN = "SELECT set_config('dealercrm.staff', %s, false)"


def sign(staff):
    """From here on changes of the archive bear this person's name; None is the system."""
    with connection.cursor() as cursor:
        cursor.execute(SIGN, [str(staff.pk) if staff else ""])


@contextmanager
def signed_by(staff):
    """All changes of the archive inside bear this person's name; None is the system, as outside."""
    sign(staff)
    try:
        yield
    finally:
        sign_off()


def sign_off():
    """Nobody's any more. In a transaction that failed there is nothing to ask: rolled back, it signs off itself."""
    if connection.connection is None or connection.needs_rollback:
        return
    sign(None)
