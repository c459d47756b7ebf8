"""The benchmark's own database, dealercrm_bench_<customers>, beside the dealer's on the same server."""

import os

import django


def set_up(customers):
    """Start Django on the database of this size; once in a process, before anything of the product is imported."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "BENCH_CUSTOMERS": str(customers)}
    django.setup()


def create(connection, *, anew, like=None):
    """Make the database of this connection unless it is there; True if it is new. `anew` drops it first.

    `like` is a number of customers: a copy of the database of that size.
    """
    connection.close()
    name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:  # as Django's own test databases are made
        if anew:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if cursor.rowcount:
            return False
        suffix = connection.creation._get_database_create_suffix() or "WITH TEMPLATE template0 ENCODING 'UTF8'"
        suffix = f"TEMPLATE dealercrm_bench_{like} STRATEGY file_copy" if like else suffix
        cursor.execute(f'CREATE DATABASE "{name}" {suffix}')
        return True
