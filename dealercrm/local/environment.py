"""Reading the two addresses that make the difference between a bare machine and a real one."""

import warnings

import psycopg2
from django.core.exceptions import ImproperlyConfigured
from environ import Env
from psycopg2.errors import UndefinedColumn, UndefinedTable

from dealercrm.local.words import _

POSTGRES = "django.db.backends.postgresql"


def database(url: str) -> dict:
    """Django's settings of one database for DATABASE_URL; empty means the embedded PostgreSQL.

    Raises ImproperlyConfigured, naming the variable but never the password, unless it is a PostgreSQL address.
    """
    if not url:
        return {"ENGINE": "dealercrm.local.postgres", "NAME": "dealercrm"}
    with warnings.catch_warnings():  # django-environ warns, showing the whole address, and goes on
        warnings.simplefilter("ignore")
        try:
            found = Env.db_url_config(url)
        except ValueError:
            found = {}
    if found.get("ENGINE") != POSTGRES or not found["NAME"]:
        raise ImproperlyConfigured(
            _(
                "DATABASE_URL is not the address of a PostgreSQL database. It looks like "
                "postgres://user:password@host:5432/name; leave it empty to use the embedded one."
            )
        )
    found.setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)  # seconds; libpq would wait for minutes
    return found


def unreachable(database: dict) -> str:
    """Why the database of these settings does not let us in, as a sentence; "" if it does."""
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    given = {name: database[ours] for name, ours in named.items() if database.get(ours)}
    try:
        psycopg2.connect(**given | database["OPTIONS"]).close()
    except psycopg2.Error as problem:
        return not_opened("DATABASE_URL", problem)
    return ""


def not_opened(name: str, problem: Exception) -> str:
    """The sentence of a database that cannot be opened; `name` says which."""
    return _("%(name)s: the database cannot be opened: %(reason)s") % {"name": name, "reason": one_line(problem)}


def not_migrated(problem: Exception) -> str:
    """The sentence of a table or column that is not there yet; "" if that is not what went wrong."""
    if not isinstance(problem.__cause__, UndefinedTable | UndefinedColumn):
        return ""
    return _("The database has no tables yet, or older ones. Run “manage.py start” or “manage.py migrate” first.")


def one_line(problem: Exception) -> str:
    return " ".join(str(problem).split()) or type(problem).__name__
