"""Linking whom a file names as the designer of an order, where one designer's archive is called so (AR-6)."""

from django.db import connection

from workbooks.models import ImportJob

# Of the orders the import made, and of those into which it wrote the name; designers work for several stores.
LINK = """
    UPDATE customers_order o SET designer_id = d.id
    FROM (SELECT name, min(id) AS id FROM customers_customer
          WHERE kind = 'designer' AND erased_at IS NULL GROUP BY name HAVING count(*) = 1) d
    WHERE o.designer_name = d.name AND o.designer_id IS NULL AND (o.import_job_id = %(job)s OR o.id IN (
        SELECT row_id FROM workbooks_importchange
        WHERE job_id = %(job)s AND "table" = 'customers_order' AND before ->> 'designer_name' <> o.designer_name))"""


def link_designers(job: ImportJob) -> int:
    """To be done while the import is noted, so that it is undone with it; returns how many orders."""
    with connection.cursor() as cursor:
        cursor.execute(LINK, {"job": job.pk})
        return cursor.rowcount
