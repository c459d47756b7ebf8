"""The whole database as it stands, and who waits in it for whom."""

from django.db import connection


def whole_database(but=()):
    """{table: its rows as texts, sorted}, without the tables `but`."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(but)):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            found[table] = sorted(text for (text,) in cursor.fetchall())
    return found


def where(words):
    """{(table, word)} of those of the `words` that stand anywhere."""
    tables = {table: "\n".join(rows) for table, rows in whole_database().items()}
    return {(table, word) for table, text in tables.items() for word in words if word in text}


def somebody_waits_for_us():
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
        return cursor.rowcount > 0
