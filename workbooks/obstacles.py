"""What stands in the way of undoing an import (AR-12): whatever a person has done since with what it brought. The
customers it was done with stay as they are; the others are undone.

What the house made of an import by itself, a tier, a planned contact, a place in the monthly sample, goes with the
customer it hangs on and is no obstacle. What is one is said in the parts of each floor; two the history tells.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, DateTimeField, F, Func, IntegerField, Model, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Order, RowChange
from dealercrm.lib.parts import NOTED, Obstacle, all_parts
from dealercrm.lib.texts import Words
from stores.models import Staff
from workbooks.models import ImportChange, ImportJob

SHOWN = 200  # on a page; more would not be read


class Brought:
    """What an import brought, as queries of ids: `made` and all `touched` customers, the `orders` it made."""

    def __init__(self, job: ImportJob):
        self.job = job
        self.made = Customer.objects.filter(import_job_id=job.pk).order_by().values("pk")
        self.orders = Order.objects.filter(import_job_id=job.pk).order_by().values("pk")
        rewritten = ImportChange.objects.filter(job=job, customer__isnull=False).order_by().values("customer")
        written: list[Any] = [part.model for part in all_parts() if part.undo == NOTED and part.customer == "customer"]
        added = (model.objects.filter(pk__in=self.added(model)).order_by().values("customer") for model in written)
        self.touched = self.made.union(rewritten, *added)

    def added(self, model: Any) -> QuerySet:
        """Keys of the rows of a model that the import inserted, whosever they are."""
        noted = ImportChange.objects.filter(job=self.job, table=model._meta.db_table, action="insert").order_by()
        return noted.annotate(one=Func(F("ids"), function="unnest")).values("one")

    def staying(self) -> list[int]:
        """Ids of customers that were there before."""
        made = set(self.made.values_list("pk", flat=True))
        return sorted({row["pk"] for row in self.touched} - made)

    @cached_property
    def later(self) -> dict[datetime, ImportJob]:
        """{moment: import} of imports into the same store since, undone or not."""
        jobs = ImportJob.objects.filter(store_id=self.job.store_id, history_id__gt=self.job.history_id)
        return {job.committed_at: job for job in jobs}

    def changes(self) -> QuerySet:
        """Rows of the history of what the import touched, written since; what has been undone itself never was."""
        undone = [job for job in self.later.values() if job.undone_at]
        passed = [job.committed_at for job in undone] + [job.undone_at for job in undone]
        rows = RowChange.objects.filter(pk__gt=self.job.history_id, customer__in=self.touched)
        return rows.exclude(at__in=passed)


def by_people(brought: Brought) -> QuerySet:
    return brought.changes().exclude(at__in=brought.later)


def by_imports(brought: Brought) -> QuerySet:
    return brought.changes().filter(at__in=[moment for moment, job in brought.later.items() if not job.undone_at])


OF_HISTORY = [
    Obstacle(_("The archive was changed"), rows=by_people, by="staff_id", at="at"),
    Obstacle(_("A later import changed it: undo that one first"), rows=by_imports, by="staff_id", at="at"),
]


@dataclass(frozen=True)
class Found:
    customer: Customer
    words: str
    by: str
    at: datetime | None


class Obstacles:
    """All that stands in the way of undoing a finished import, and the customers who stay for it."""

    def __init__(self, job: ImportJob):
        self._brought = Brought(job)
        self._table: list[tuple[type[Model], Obstacle]] = [(RowChange, obstacle) for obstacle in OF_HISTORY]
        self._table += [(part.model, obstacle) for part in all_parts() for obstacle in part.obstacles]
        first, *others = (_rows(*entry, place, self._brought) for place, entry in enumerate(self._table))
        self._rows = list(first.union(*others).order_by("whom_", "when_"))
        self.count = len(self._rows)

    @cached_property
    def held(self) -> dict[int, Words]:
        """{customer id: the first reason} of those who stay as they are; through whom one of them came, and who
        designed for one, stays too."""
        held = {whom: self._table[place][1].words for whom, place, *_rest in reversed(self._rows)}
        why = (_("Another customer is said to come through them"), _("An order is said to be of their design"))
        new = set(held)
        while new:
            leaning = Customer.objects.filter(pk__in=new, introduced_by__in=self._brought.made)
            drawn = Order.objects.filter(customer__in=new, designer__in=self._brought.made)
            both = leaning.order_by().values_list("introduced_by", Value(0)).union(
                drawn.order_by().values_list("designer", Value(1))
            )  # fmt: skip
            found = {whom: why[place] for whom, place in sorted(both, reverse=True) if whom not in held}
            held |= found
            new = set(found)
        return held

    @cached_property
    def goes(self) -> int:
        """How many customers are as they were before once it is undone."""
        touched = {row["pk"] for row in self._brought.touched} if self.held else None
        return self._brought.touched.count() if touched is None else len(touched - self.held.keys())

    @property
    def found(self) -> list[Found]:
        """The first of them, for people to read."""
        shown = self._rows[:SHOWN]
        people = Customer.objects.in_bulk({whom for whom, *_rest in shown})
        ids = {who for _whom, _place, who, _when in shown}
        staff = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "name"))
        return [
            Found(people[whom], str(self._table[place][1].words), staff.get(who, ""), when)
            for whom, place, who, when in shown
            if whom in people
        ]


def _rows(model, obstacle: Obstacle, place: int, brought: Brought) -> QuerySet:
    """(customer id, place in the table, staff id, moment) of each, ready to be joined with those of other obstacles."""
    rows = obstacle.rows(brought) if obstacle.rows else model.objects.filter(
        obstacle.where, **{f"{obstacle.customer}__in": brought.made}
    )  # fmt: skip
    who = Cast(F(obstacle.by), BigIntegerField()) if obstacle.by else Value(None, BigIntegerField())
    when = F(obstacle.at) if obstacle.at else Cast(Value(None), DateTimeField())
    told = rows.order_by().annotate(
        whom_=Cast(F(obstacle.customer), BigIntegerField()), place_=Value(place, IntegerField()), who_=who, when_=when
    )
    return told.values_list("whom_", "place_", "who_", "when_")
