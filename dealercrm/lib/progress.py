"""How far a job is: told while its one transaction is still open, and shown by a bar that asks every second."""

from time import monotonic
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import HttpResponseClientRedirect

from dealercrm.lib.jobs import Job

EVERY = 0.5  # seconds


class Progress:
    """Call it with the number of rows done. A connection of its own, or nobody would see it before the end.

    It waits for nobody who is changing the job's row, least of all for the very transaction it tells of.
    """

    def __init__(self, job: Job) -> None:
        self._job_id, self._table, self._said_at = job.pk, job._meta.db_table, monotonic()
        self._connection: Any = None

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_exception: object) -> None:
        if self._connection:
            self._connection.close()

    def __call__(self, done: int) -> None:
        if monotonic() - self._said_at < EVERY:
            return
        self._said_at = monotonic()
        self._say("done_rows", done)

    def expect(self, total: int) -> None:
        """Say how many rows there will be."""
        self._say("total_rows", total)

    def _say(self, column: str, number: int) -> None:
        self._connection = self._connection or connection.copy()
        with self._connection.cursor() as cursor:
            free = f"SELECT id FROM {self._table} WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"
            cursor.execute(f"UPDATE {self._table} SET {column} = %s WHERE id = ({free})", [number, self._job_id])


def show_progress(request: Any, job: Any) -> HttpResponse:
    """The bar while the job runs; when it is done, the way to where the job goes on."""
    if job.is_running:
        return render(request, "_job_progress.html", {"job": job})
    return HttpResponseClientRedirect(job.get_absolute_url()) if request.htmx else redirect(job)
