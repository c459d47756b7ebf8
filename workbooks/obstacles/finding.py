"""What stands in the way of undoing an import (AR-12): whatever a person has done since with what it brought.

What the house made of an import by itself, a tier, a
planned contact, a place in the monthly sample, goes with the customer it hangs on and is no obstacle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Func, Value
from django.db.models.functions import Cast

from customers.models import (
    Consent,
    Customer,
    CustomerPhone,
    CustomerTag,
    Home,
    HouseholdMember,
    Order,
    OwnValues,
    RowChange,
)
from stores.models import Staff
from workbooks.models import ImportChange, ImportJob

SHOWN = 200  # on a page; more would not be read
WRITTEN = (CustomerPhone, HouseholdMember, Home, Order, Consent, CustomerTag, OwnValues)


class Brought:
    """What an import brought, as queries of ids: `made` and all `touched` customers, the `orders` it made."""

    def __init__(self, job):
        self.job = job
        self.made = Customer.objects.filter(import_job_id=job.pk).order_by().values("pk")
        self.orders = Order.objects.filter(import_job_id=job.pk).order_by().values("pk")
        rewritten = ImportChange.objects.filter(job=job, customer__isnull=False).order_by().values("customer")
        added = (model.objects.filter(pk__in=self.added(model)).order_by().values("customer") for model in WRITTEN)
        self.touched = self.made.union(rewritten, *added)

    def added(self, model):
        """Keys of the rows of a model that the import inserted, whosever they are."""
        noted = ImportChange.objects.filter(job=self.job, table=model._meta.db_table, action="insert").order_by()
        return noted.annotate(one=Func(F("ids"), function="unnest")).values("one")

    def staying(self):
        """[id] of customers that were there before."""
        made = set(self.made.values_list("pk", flat=True))
        return sorted({row["pk"] for row in self.touched} - made)

    @cached_property
    def later(self):
        """{moment: import} of imports into the same store since, undone or not."""
        jobs = ImportJob.objects.filter(store_id=self.job.store_id, history_id__gt=self.job.history_id)
        return {job.committed_at: job for job in jobs}

    def changes(self):
        """Rows of the history of what the import touched, written since; what has been undone itself never was."""
        undone = [job for job in self.later.values() if job.undone_at]
        passed = [job.committed_at for job in undone] + [job.undone_at for job in undone]
        rows = RowChange.objects.filter(pk__gt=self.job.history_id, customer__in=self.touched)
        return rows.exclude(at__in=passed)


@dataclass(frozen=True)
class Obstacle:
    """`rows(brought)` stand in the way; `customer`, `by` and `at` are the columns of whom, who and when."""

    code: str
    words: str
    rows: Callable
    customer: str = "customer_id"
    by: str = ""
    at: str = ""

    def found(self, brought):
        """(customer id, code, staff id, moment) of each, ready to be joined with those of other obstacles."""
        who = Cast(F(self.by), BigIntegerField()) if self.by else Value(None, BigIntegerField())
        when = F(self.at) if self.at else Cast(Value(None), DateTimeField())
        rows = self.rows(brought).order_by().annotate(
            whom_=Cast(F(self.customer), BigIntegerField()), code_=Value(self.code, CharField()), who_=who, when_=when
        )  # fmt: skip
        return rows.values_list("whom_", "code_", "who_", "when_")


@dataclass(frozen=True)
class Found:
    customer: Customer
    words: str
    by: str
    at: datetime | None


def obstacles_of(job, obstacles):
    """(how many, the first [Found]) of what stands in the way of undoing a finished import."""
    brought = Brought(job)
    table = {obstacle.code: obstacle for obstacle in obstacles}
    first, *others = (obstacle.found(brought) for obstacle in table.values())
    rows = first.union(*others).order_by("whom_", "when_")
    shown = list(rows[: SHOWN + 1])
    count = len(shown) if len(shown) <= SHOWN else rows.count()
    people = Customer.objects.in_bulk({whom for whom, *_rest in shown})
    staff = dict(Staff.objects.filter(pk__in={who for _whom, _code, who, _when in shown}).values_list("pk", "name"))
    found = [
        Found(people[whom], table[code].words, staff.get(who, ""), when)
        for whom, code, who, when in shown[:SHOWN]
        if whom in people
    ]
    return count, found


