"""When an archive was last brought up to date, and when it counts as stale (AR-10).

Up to date: somebody changed the customer or anything that belongs to them, reached them on the call that asks what has
changed, or a manager asked on the phone and found it true. A change of the plan, the tier, the keeper or a tag is none.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from customers.models import ArchiveCheck, Customer, CustomerTag, RowChange

STALE_AFTER_DAYS = 365  # what the page says; a store's rule has a number of its own
UNTOLD = (Customer._meta.db_table, CustomerTag._meta.db_table)  # the row itself says its day; a tag sorts only
CONFIRMED = (ArchiveCheck.Result.TRUE.value, ArchiveCheck.Result.PARTLY.value)
# Over customers_customer as {c}: nobody brought the archive up to date on or after the day {since}.
STALE = f"""(
    {{c}}.updated_at < {{since}}
    AND NOT EXISTS (SELECT FROM customers_rowchange h WHERE h.customer_id = {{c}}.id AND h.staff_id IS NOT NULL
                    AND h."table" NOT IN {UNTOLD} AND h.at >= {{since}})
    AND NOT EXISTS (SELECT FROM customers_archivecheck k WHERE k.customer_id = {{c}}.id
                    AND k.result IN {CONFIRMED} AND k.checked_at >= {{since}}))"""


def untouched_since(customers: QuerySet[Customer], moment: datetime) -> QuerySet[Customer]:
    """Those of `customers` whose archive nobody brought up to date since then: STALE, for lists."""
    changes, checks = _changes().filter(at__gte=moment), _checks().filter(checked_at__gte=moment)
    return customers.filter(~Exists(changes), ~Exists(checks), updated_at__lt=moment)


def known_days() -> dict[str, Subquery]:
    """Annotations over customers that `brought_up_to_date` reads."""
    changes = _changes().order_by("-at").values("at")[:1]
    checks = _checks().order_by("-checked_at").values("checked_at")[:1]
    return {"part_changed_at": Subquery(changes), "confirmed_at": Subquery(checks)}


def _changes() -> QuerySet[RowChange]:
    changes = RowChange.objects.filter(customer_id=OuterRef("pk"), staff_id__isnull=False)
    return changes.exclude(table__in=UNTOLD).order_by()


def _checks() -> QuerySet[ArchiveCheck]:
    return ArchiveCheck.objects.filter(customer=OuterRef("pk"), result__in=CONFIRMED).order_by()


def brought_up_to_date(row: dict[str, Any]) -> datetime:
    """The moment, of a row {"updated_at": ..., "part_changed_at": ..., "confirmed_at": ...}; never None."""
    return max(at for at in (row["updated_at"], row["part_changed_at"], row["confirmed_at"]) if at)
