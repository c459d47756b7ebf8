"""Putting the archive back to what it was before an import, from what the database noted (change_log)."""

from django.db import connection

from customers.models import Activity, Customer, Tag
from customers.models.activity import READING
from dealercrm.lib.parts import GOES, STAY, Part, all_parts

LOCK = """
    SELECT count(*) FROM (SELECT id FROM customers_customer WHERE {which} ORDER BY id FOR {strength}) AS locked"""
CHANGED = """
    SELECT DISTINCT customer_id FROM workbooks_importchange
    WHERE job_id = %(job)s AND action <> 'insert' AND customer_id IS NOT NULL"""
ADDED = """
    CREATE TEMP TABLE added ON COMMIT DROP AS
    SELECT "table", unnest(ids) AS id FROM workbooks_importchange WHERE job_id = %(job)s AND action = 'insert'"""
MADE = """
    CREATE TEMP TABLE made ON COMMIT DROP AS
    SELECT id FROM customers_customer WHERE import_job_id = %(job)s AND id <> ALL(%(held)s)"""
# The first note of a row is how the import found it; of a row that the import made itself there is nothing to restore.
BEFORE = """
    CREATE TEMP TABLE found_so ON COMMIT DROP AS
    SELECT DISTINCT ON ("table", row_id) "table", row_id, customer_id, before FROM workbooks_importchange c
    WHERE job_id = %(job)s AND action <> 'insert' AND (customer_id <> ALL(%(held)s)) IS NOT FALSE
      AND NOT EXISTS (SELECT FROM added a WHERE a."table" = c."table" AND a.id = c.row_id)
    ORDER BY "table", row_id, id"""


def lock(job):
    """Nobody else may touch the customers the import made or changed until this transaction ends."""
    with connection.cursor() as cursor:
        values = {"job": job.pk}
        # Those that will go are locked as their deletion would, so that nobody hangs anything on them meanwhile.
        cursor.execute(LOCK.format(which="import_job_id = %(job)s", strength="UPDATE"), values)
        cursor.execute(LOCK.format(which=f"id IN ({CHANGED})", strength="NO KEY UPDATE"), values)


def put_back(job, held, progress):
    """Take away what the import added, and restore what it changed, but for the customers that are `held` (ids).

    `progress(share)` is told what share, 0 to 1, is done. Constraints are left to the end of the transaction.
    """
    with connection.cursor() as cursor:
        for name, statement in (("added", ADDED), ("made", MADE), ("found_so", BEFORE)):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
            cursor.execute(statement, {"job": job.pk, "held": held})
        for part in all_parts() if held else ():
            if part.undo != GOES and part.paths:
                rows, values = part.of(*held).order_by().values("pk").query.sql_with_params()
                cursor.execute(f'DELETE FROM added WHERE "table" = %s AND id IN ({rows})', [part.table, *values])
        cursor.execute('CREATE INDEX ON added ("table", id)')
        cursor.execute("ANALYZE added, made, found_so")
        steps = list(_steps())
        for done, (step, *what) in enumerate(steps, 1):
            step(cursor, *what)
            progress(done / len(steps))


def _steps():
    """(function, what of), each a statement or two on one table. Rows go before what they hang on, so that the history
    can still say whose they were; back they come the other way round."""
    parts = all_parts()
    noted = [part for part in parts if part.undo != GOES]
    yield from ((_remove_added, part) for part in reversed(noted) if part.model is not Customer)
    yield from ((_remove_of_made, part, path) for part in parts for path in part.paths if "__" in path)
    yield from ((_let_go, part, link) for part in parts if part.merge is not STAY for link in part.links)
    yield (_remove_made,)
    # A history nobody can read any more would only keep what is known of people who are in no archive.
    yield from ((_let_go, part, link) for part in parts if part.merge is STAY for link in part.links)
    yield from ((_restore, part) for part in noted)


def _remove_added(cursor, part: Part):
    still_used = ""
    if part.model is Tag:  # somebody may have liked the new word
        still_used = "AND NOT EXISTS (SELECT FROM customers_customertag ct WHERE ct.tag_id = t.id)"
    cursor.execute(
        f"""DELETE FROM {part.table} t USING added a WHERE a."table" = %s AND a.id = t.{part.key} {still_used}""",
        [part.table],
    )


def _remove_of_made(cursor, part: Part, path):
    """What hangs on what hangs on a customer."""
    key = part.model._meta.get_field(path.partition("__")[0])
    cursor.execute(
        f"""DELETE FROM {part.table} t USING {key.related_model._meta.db_table} o, made
            WHERE t.{key.column} = o.id AND o.customer_id = made.id"""
    )


def _let_go(cursor, part: Part, link):
    """What the house made of the customers goes with them; who read a number stays written down, without a face."""
    table, column = part.table, link.column
    if part.model is Activity:
        cursor.execute(
            f"UPDATE {table} t SET {column} = NULL FROM made WHERE t.{column} = made.id AND t.kind = ANY(%s)", [READING]
        )
    if link.remote_field.on_delete.__name__ == "SET_NULL":
        cursor.execute(f"UPDATE {table} t SET {column} = NULL FROM made WHERE t.{column} = made.id")
    else:
        cursor.execute(f"DELETE FROM {table} t USING made WHERE t.{column} = made.id")


def _remove_made(cursor):
    cursor.execute("DELETE FROM customers_customer c USING made WHERE c.id = made.id")


def _restore(cursor, part: Part):
    """Rows as they were, whole: those that were changed, and those that were deleted."""
    table, key = part.table, part.key
    columns = [field.column for field in part.model._meta.concrete_fields]
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column != key)
    cursor.execute(
        f"""INSERT INTO {table} ({names})
            SELECT {", ".join(f'r."{column}"' for column in columns)}
            FROM found_so f, jsonb_populate_record(NULL::{table}, f.before) r WHERE f."table" = %s
            ON CONFLICT ("{key}") DO UPDATE SET {values}""",
        [table],
    )
