"""Linking whom a file names as introducer, where one archive of the store fits and no other (AR-12)."""

from django.db import connection

from workbooks.models import ImportJob

# Of those the import made, and of those into whose archive it wrote the name.
WHOSE = """
    SELECT id FROM customers_customer WHERE import_job_id = %(job)s
    UNION SELECT row_id FROM workbooks_importchange
          WHERE job_id = %(job)s AND "table" = 'customers_customer' AND before ->> 'introducer_name' = ''"""
# 李姐19900560009, 王莉（13583685957）: a name, a number, or both, which must then agree.
NAMED = (
    """
    SELECT c.id, c.store_id, substring(c.introducer_name FROM '1[3-9][0-9]{9}') AS number,
           regexp_replace(c.introducer_name, '[-0-9()（）【】\\s:：,，、/]|电话|手机', '', 'g') AS name
    FROM customers_customer c
    WHERE c.introduced_by_id IS NULL AND c.introducer_name <> '' AND c.id IN ("""
    + WHOSE
    + ")"
)
FITTING = (
    """
    SELECT n.id, min(i.id) AS introducer
    FROM ("""
    + NAMED
    + """) n JOIN customers_customer i
      ON i.store_id = n.store_id AND i.id <> n.id AND i.erased_at IS NULL AND i.introduced_by_id IS DISTINCT FROM n.id
     AND (n.name = '' OR i.name = n.name)
     AND CASE WHEN n.number IS NULL THEN n.name <> ''
              ELSE EXISTS (SELECT FROM customers_customerphone p WHERE p.customer_id = i.id AND p.number = n.number) END
    GROUP BY n.id HAVING count(*) = 1"""
)
# Whom an intermediary's archive brought is an old customer only once the store deals with them directly (AR-1).
LINK = f"""
    UPDATE customers_customer c
    SET introduced_by_id = f.introducer,
        customer_since = CASE WHEN i.kind <> 'intermediary' THEN c.customer_since
                              WHEN c.direct_since IS NOT NULL AND c.customer_since IS NOT NULL
                              THEN greatest(c.customer_since, c.direct_since) END
    FROM ({FITTING}) f JOIN customers_customer i ON i.id = f.introducer WHERE c.id = f.id"""
TELL = (
    """
    UPDATE workbooks_importrow r
    SET messages = r.messages || jsonb_build_array(
        jsonb_build_array('introducer_open', jsonb_build_object('value', c.introducer_name)))
    FROM ("""
    + NAMED
    + """) n JOIN customers_customer c ON c.id = n.id
    WHERE r.job_id = %(job)s AND r.customer_id = n.id"""
)


def link_introducers(job: ImportJob) -> int:
    """To be done while the import is noted, so that it is undone with it; returns how many."""
    return _run(LINK, job)


def tell_open_introducers(job: ImportJob) -> None:
    """On the rows of whom nobody, or more than one, fits: once these rows are written."""
    _run(TELL, job)


def _run(statement: str, job: ImportJob) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"job": job.pk})
        return cursor.rowcount
