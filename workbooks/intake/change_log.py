"""Having the database note what an import does, so that it can be undone (migrations: export_and_undo)."""

from contextlib import contextmanager

from django.db import connection

from customers.models import RowChange
from workbooks.models import ImportJob

NOTE = "SELECT set_config('dealercrm.import', %s, true)"  # of this transaction only: rolled back, it is silent again
MOMENT = "SELECT now(), (SELECT last_value FROM {sequence})"


@contextmanager
def noted(job):
    """Every row written inside is noted for the job, None notes nothing; to be used within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [str(job.pk) if job else ""])
        yield
        cursor.execute(NOTE, [""])


def note_moment(job):
    """Keep which transaction did the import, once all of it is written; its last statement on the job's row."""
    if job is None:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [RowChange._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute(MOMENT.format(sequence=sequence))
        job.committed_at, job.history_id = cursor.fetchone()
    ImportJob.objects.filter(pk=job.pk).update(committed_at=job.committed_at, history_id=job.history_id)
