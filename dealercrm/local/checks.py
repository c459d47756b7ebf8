"""What must hold before `start` starts anything; each failure is one sentence (CommandError)."""

import errno
import fcntl
import socket
from contextlib import contextmanager

from celery import current_app
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from dealercrm.local.environment import not_opened, one_line


def port(host, text):
    """The number in `text`, a port that is free."""
    if not text.isdecimal() or not 0 < int(text) < 2**16:
        raise CommandError(_("“%(port)s” is no port. Choose one from 1024 to 65535 with --port.") % {"port": text})
    number = int(text)
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the web server will
            probe.bind((host, number))
            probe.listen()
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            sentence = _("Port %(port)s is taken by another program. Choose another one: --port %(other)s")
            other = number + 1 if number < 2**16 - 1 else number - 1
            raise CommandError(sentence % {"port": number, "other": other}) from None
        raise CommandError(
            _("Port %(port)s cannot be used (%(reason)s). Choose one from 1024 to 65535 with --port.")
            % {"port": number, "reason": problem}
        ) from None
    return number


@contextmanager
def only_one(var):
    """No other `start` runs from this folder: two clocks would keep one diary."""
    with open(var / "start.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                _("dealercrm already runs from %(folder)s. A second copy needs a folder of its own: DEALERCRM_VAR.")
                % {"folder": var}
            ) from None
        yield


def database(url):
    """The database answers and lets us in."""
    try:
        connection.ensure_connection()
    except DatabaseError as problem:
        raise CommandError(not_opened("DATABASE_URL" if url else "PostgreSQL", problem)) from None
    except RuntimeError as problem:  # of the embedded server
        raise CommandError(str(problem)) from None


def broker():
    """The broker answers."""
    try:
        with current_app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0.2, timeout=5)
    except Exception as problem:  # each transport raises its own kinds, a misspelt one a KeyError
        raise CommandError(
            _("CELERY_BROKER_URL: the broker cannot be reached: %(reason)s") % {"reason": one_line(problem)}
        ) from None
