"""What stands in the way of undoing an import (AR-12): whatever a person has done since with what it brought.

Each floor names its own; dealercrm/undoing.py has them all. What the house made of an import by itself, a tier, a
planned contact, a place in the monthly sample, goes with the customer it hangs on and is no obstacle.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import BigIntegerField, CharField, DateTimeField, F, Func, Q, Value
from django.db.models.functions import Cast
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from customers.models import (
    ArchiveCheck,
    Consent,
    Customer,
    CustomerPhone,
    CustomerTag,
    Erasure,
    Home,
    HouseholdMember,
    ImportChange,
    ImportJob,
    LikelyDuplicate,
    Merge,
    Order,
    OwnValues,
    RowChange,
    Suspicion,
    Tie,
)
from stores.models import Staff

SHOWN = 200  # on a page; more would not be read
WRITTEN = (CustomerPhone, HouseholdMember, Home, Order, Consent, CustomerTag, OwnValues)


class Brought:
    """What an import brought, as queries of ids: `made` and all `touched` customers, the `orders` it made."""

    def __init__(self, job):
        self.job = job
        self.made = Customer.objects.filter(import_job=job).order_by().values("pk")
        self.orders = Order.objects.filter(import_job=job).order_by().values("pk")
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


def obstacles_of(job):
    """(how many, the first [Found]) of what stands in the way of undoing a finished import."""
    brought = Brought(job)
    table = {obstacle.code: obstacle for obstacle in import_string(settings.UNDOING)}
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


def by_imports(brought):
    return brought.changes().filter(at__in=[moment for moment, job in brought.later.items() if not job.undone_at])


def by_people(brought):
    return brought.changes().exclude(at__in=brought.later)


def of_pairs(model, side, **decided):
    return lambda brought: model.objects.filter(**{f"{side}__in": brought.made}, **decided)


OBSTACLES = [
    Obstacle("changed", _("The archive was changed"), by_people, by="staff_id", at="at"),
    Obstacle("imported", _("A later import changed it: undo that one first"), by_imports, by="staff_id", at="at"),
    Obstacle("erased", _("The archive was erased"), lambda b: Erasure.objects.filter(customer__in=b.touched), at="at"),
    Obstacle(
        "merged",
        _("The archive was merged with another"),
        lambda b: Merge.objects.filter(
            Q(kept__in=b.touched) | Q(gone_id__in=b.added(Customer)), undone_at=None, at__gte=b.job.committed_at
        ),
        "kept_id", "by_id", "at",
    ),
    Obstacle(
        "introduced",
        _("Another customer is said to come through them"),
        lambda b: Customer.objects.filter(introduced_by__in=b.made),
        "introduced_by_id",
    ),
    Obstacle("tied", _("A tie to another customer was noted"), of_pairs(Tie, "first"), "first_id"),
    Obstacle("tied2", _("A tie to another customer was noted"), of_pairs(Tie, "second"), "second_id"),
    Obstacle(
        "checked",
        _("The archive was checked by phone"),
        lambda b: ArchiveCheck.objects.filter(customer__in=b.made).exclude(result=""),
        by="checked_by_id", at="checked_at",
    ),
    Obstacle(
        "cleared",
        _("A suspicion about the archive was cleared"),
        lambda b: Suspicion.objects.filter(customer__in=b.made, cleared_at__isnull=False),
        by="cleared_by_id", at="cleared_at",
    ),
    *(
        Obstacle(
            f"apart{side}",
            _("Somebody has said that this and another are two people"),
            of_pairs(LikelyDuplicate, side, two_people_at__isnull=False),
            f"{side}_id", "two_people_by_id", "two_people_at",
        )
        for side in ("first", "second")
    ),
]  # fmt: skip
