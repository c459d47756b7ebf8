"""What was changed in the archive since one of our files was exported: there the file is the older word.

The history tells it (migrations: history), so that a bulk change counts as well as one on the page.
"""

from collections import defaultdict

from django.contrib.postgres.functions import TransactionNow

from customers.models import (
    Customer,
    CustomerPhone,
    CustomerTag,
    HouseholdMember,
    Order,
    OrderLine,
    OwnValues,
    RowChange,
)
from workbooks.models import ImportJob

CUSTOMER, ORDER, MEMBER = (model._meta.db_table for model in (Customer, Order, HouseholdMember))
_PHONE, _LINE, _OWN, _TAG = (model._meta.db_table for model in (CustomerPhone, OrderLine, OwnValues, CustomerTag))


def load_newer(customers, records):
    """Fill `changes` of known customers {id: KnownCustomer}, where the records say when they were exported."""
    moments = [record.exported_at for record in records if record.exported_at]
    if not moments or not customers:
        return
    since = min(moments)
    # What an import has written meanwhile, of this very file perhaps, is no newer word than the file's.
    imports = list(ImportJob.objects.filter(committed_at__gt=since).values_list("committed_at", flat=True))
    rows = RowChange.objects.filter(customer__in=customers, at__gt=since, at__lt=TransactionNow())
    rows = list(rows.exclude(at__in=imports).order_by("pk"))
    orders = _orders_of([row for row in rows if row.table == _LINE])
    for row in rows:
        found = customers[row.customer_id].changes
        for key, field in _changed(row, orders):
            found[key][field] = row.at


def nothing_newer():
    return defaultdict(dict)


def _changed(row, orders):
    """((table, key), field) of what a row of the history changed, as the importer calls it."""
    before, after = row.before or {}, row.after or {}
    if row.table == _PHONE:
        yield (CUSTOMER, row.customer_id), "phones"
    elif row.table == _TAG:
        yield (CUSTOMER, row.customer_id), f"tag:{before.get('tag_id')}"
    elif row.table == _OWN:
        old, new = before.get("values") or {}, after.get("values") or {}
        for key in old.keys() | new.keys():
            if old.get(key) != new.get(key):
                yield (CUSTOMER, row.customer_id), f"own:{key}"
    elif row.table == _LINE:
        yield (ORDER, before.get("order_id") or after.get("order_id") or orders.get(row.row_id)), "lines"
    else:
        for field in before.keys() | after.keys():
            yield (row.table, row.row_id), field.replace("_id", "_name") if row.table == ORDER else field


def _orders_of(rows):
    """{line: order} of lines that were changed, of which the history does not say the order again."""
    changed = [row.row_id for row in rows if row.action == "update"]
    return dict(OrderLine.objects.filter(pk__in=changed).values_list("pk", "order_id")) if changed else {}
