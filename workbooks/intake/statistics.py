"""Keeping the planner's idea of the tables in step with an import.

Nobody else sees the rows of an open transaction, so autovacuum cannot count them. A first import of 20,000 customers
into empty tables took four minutes of nested loops over "hardly any" rows, and growing with the square.
"""

from django.db import connection

from customers.models import Customer, CustomerPhone, Order, OrderLine

_TABLES = [model._meta.db_table for model in (Customer, CustomerPhone, Order, OrderLine)]
_FEW = 1000  # of so few rows any plan is good


class Statistics:
    """Tell it how many customers are new: whenever the tables have doubled they are counted again."""

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Customer._meta.db_table])
            (known,) = cursor.fetchone()
        self._known, self._new = max(known, 0), 0

    def grown(self, created):
        """`created` more customers stand in the tables."""
        self._new += created
        if self._new > max(self._known, _FEW):
            self._known, self._new = self._known + self._new, 0
            with connection.cursor() as cursor:
                # Another import that counts at this moment is not waited for.
                cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(_TABLES)}")
