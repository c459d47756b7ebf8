"""How far an import is, told while its one transaction is still open."""

from time import monotonic

from django.db import connection

EVERY = 0.5  # seconds


class Progress:
    """Call it with the number of rows read. A connection of its own, or nobody would see it before the end.

    The open transaction may not touch the job's row before its last statement: the two would wait for each other.
    """

    def __init__(self, job):
        self._job_id, self._told = job.pk, monotonic()
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
        self._connection = self._connection or connection.copy()
        with self._connection.cursor() as cursor:
            cursor.execute("UPDATE customers_importjob SET done_rows = %s WHERE id = %s", [done, self._job_id])
