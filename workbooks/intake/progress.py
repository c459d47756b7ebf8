"""How far a job is, told while its one transaction is still open."""

from time import monotonic

from django.db import connection

EVERY = 0.5  # seconds


class Progress:
    """Call it with the number of rows done. A connection of its own, or nobody would see it before the end.

    The open transaction may not touch the job's row before its last statement: the two would wait for each other.
    """

    def __init__(self, job):
        self._job_id, self._table, self._told = job.pk, job._meta.db_table, monotonic()
        self._connection = None

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        if self._connection:
            self._connection.close()

    def __call__(self, done):
        if monotonic() - self._told < EVERY:
            return
        self._told = monotonic()
        self._say("done_rows", done)

    def expect(self, total):
        """Say how many rows there will be."""
        self._say("total_rows", total)

    def _say(self, column, number):
        self._connection = self._connection or connection.copy()
        with self._connection.cursor() as cursor:
            cursor.execute(f"UPDATE {self._table} SET {column} = %s WHERE id = %s", [number, self._job_id])
