"""The embedded PostgreSQL in tests: what a test has committed is deleted from the few tables it wrote to.

Django truncates every table there is, each with its indexes, which takes half a second after every such test.
"""

from django.db.backends.postgresql import operations

from dealercrm.local.postgres import base

# Written by migrating, and the same for every test.
_STAYS = {"django_content_type", "auth_permission"}


class DatabaseOperations(operations.DatabaseOperations):
    def sql_flush(self, style, tables, *, reset_sequences=False, allow_cascade=False):
        names = [self.quote_name(table) for table in tables if table not in _STAYS]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names))
            filled = [name for (name,) in cursor.fetchall()]
        # A replica checks no keys and keeps no history.
        return ["SET LOCAL session_replication_role = replica", *(f"DELETE FROM {name}" for name in filled)]


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
