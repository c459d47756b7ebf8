"""Reading the two addresses that make the difference between a bare machine and a real one."""

import warnings

from django.core.exceptions import ImproperlyConfigured
from environ import Env

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
            "DATABASE_URL is not the address of a PostgreSQL database. It looks like "
            "postgres://user:password@host:5432/name; leave it empty to use the embedded one."
        )
    found.setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)  # seconds; libpq would wait for minutes
    return found
