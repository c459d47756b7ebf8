"""Whose work a connection is doing: what the database's own history of the archive signs each change with (ST-6).

A setting of the database session, which outlives a request and a job: whoever is logged in signs as they are loaded,
so that it costs no statement of its own; a request of nobody signs for nobody, and a job also signs off.
"""

from contextlib import contextmanager

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast

from stores.models import Staff

NAME = "dealercrm.staff"
SIGN = f"SELECT set_config('{NAME}', %s, false)"

# Built once: every request narrows it to its person.
SIGNED = Staff.objects.order_by().annotate(
    signed=Func(Value(NAME), Cast(F("pk"), TextField()), Value(False), function="set_config", output_field=TextField())
)


class SigningBackend(ModelBackend):
    """Django's own way to log in; the statement that loads a request's person also signs for them."""

    def get_user(self, user_id):
        staff = next(iter(SIGNED.filter(pk=user_id)), None)
        return staff if staff and self.user_can_authenticate(staff) else None


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
