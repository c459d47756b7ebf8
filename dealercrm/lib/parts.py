"""What happens to a row when its customer or its keeper changes, said once beside its model: one `Part` for each model.

Each app's parts.py says its own, dealercrm/parts.py collects them all. Merging, erasing, handing over, undoing an
import, telling a person what is known of them and the history of the archive read that one list.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F, FileField, ForeignKey, Model, Q, QuerySet
from django.db.models.functions import Greatest, Least
from django.utils.module_loading import import_string

from dealercrm.lib.texts import Words

Files = list[tuple[Any, str]]  # (storage, name) of files that must go from the disk
MergeRule = Callable[["Part", int, int], None]  # (part, id of who stays, id of who goes), before the rows are moved
EraseRule = Callable[["Part", Any], Files | None]  # (part, customers.erasure.Person)

# What undoing an import does with rows of a model (besides letting go what hangs on customers the import made):
GOES = "goes"  # nothing more
NOTED = "noted"  # the database notes what the import does to them; that is taken away and put back
ADDED = "added"  # the same, of a model whose rows an import only adds


@dataclass(frozen=True)
class HandOver:
    """Work that a leaver gives to colleagues of these `roles`, in turn.

    `column` points to whoever does it, `rows(leaver)` is what of it is open, dealt in the order `order_by`; a row whose
    `first_choice` (path of a staff id) takes over goes there. `split(rows)` counts it for the preview, as [(name of
    the kind, how many)]; `after(given, leaver, receivers, by, now)` is told [(row id, staff id)].
    """

    code: str
    label: Words
    roles: frozenset
    column: str
    rows: Callable[[Any], QuerySet]
    order_by: tuple[str, ...] = ("pk",)
    first_choice: str | None = None
    split: Callable | None = None
    after: Callable | None = None


@dataclass(frozen=True)
class Obstacle:
    """Work that stands in the way of undoing an import: rows of customers it made, as far as `where` says.

    `customer` is the path from a row to whom it is about. `rows(brought)` gives the rows where it is not so simple
    (workbooks.obstacles.Brought). `by` and `at` are the columns of who and when.
    """

    words: Words
    customer: str = "customer"
    where: Q = field(default_factory=Q)
    by: str = ""
    at: str = ""
    rows: Callable[[Any], QuerySet] | None = None


def move(part: "Part", keep: int, gone: int) -> None:
    """Rows of both archives stand side by side."""


def stay(part: "Part", keep: int, gone: int) -> None:
    """A history stays with the archive it happened to: its rows are not moved."""


def only_one(part: "Part", keep: int, gone: int) -> None:
    """What was worth keeping of the other has been taken over before (customers.merging.fields)."""
    part.of(gone).delete()


def counted(part: "Part", keep: int, gone: int) -> None:
    """The house counts it anew afterwards."""
    part.of(gone).delete()


def once_per(column: str) -> MergeRule:
    """Of two rows that agree in `column`, the one of the archive that stays is kept."""

    def give_way(part: "Part", keep: int, gone: int) -> None:
        part.of(gone).filter(**{f"{column}__in": list(part.of(keep).values_list(column, flat=True))}).delete()

    return give_way


PAIRS = """
    DELETE FROM {table} t
    WHERE %(gone)s IN (t.first_id, t.second_id)
      AND (%(keep)s IN (t.first_id, t.second_id)
           OR EXISTS (SELECT FROM {table} o WHERE %(keep)s IN (o.first_id, o.second_id)
                      AND o.first_id + o.second_id - %(keep)s = t.first_id + t.second_id - %(gone)s))"""


def pair(part: "Part", keep: int, gone: int) -> None:
    """Nobody is paired with themselves, and two people only once; the smaller id stands first."""
    with connection.cursor() as cursor:
        cursor.execute(PAIRS.format(table=part.table), {"keep": keep, "gone": gone})
    other = F("first_id") + F("second_id") - gone
    part.of(gone).update(first_id=Least(other, keep), second_id=Greatest(other, keep))


def delete(part: "Part", who: Any) -> Files:
    """The rows go, and their files."""
    rows = part.of(who.customer.pk)
    columns = [field.name for field in part.model._meta.fields if isinstance(field, FileField)]
    files = [getattr(row, name) for row in rows for name in columns] if columns else []
    rows.delete()
    return [(file.storage, file.name) for file in files if file]


def keep(part: "Part", who: Any) -> None:
    """The rows say nothing about the person but sums, days and codes."""


def blank(*fields: str) -> EraseRule:
    """The rows stay, so that the sums stay; these fields are emptied."""

    def empty(part: "Part", who: Any) -> None:
        part.of(who.customer.pk).update(**empty_values(part.model, fields))

    return empty


def empty_values(model: type[Model], fields: Iterable[str]) -> dict[str, Any]:
    return {name: None if model._meta.get_field(name).null else "" for name in fields}


MOVE, STAY, ONLY_ONE, COUNTED, PAIR, DELETE, KEEP = move, stay, only_one, counted, pair, delete, keep


@dataclass(frozen=True)
class Part:
    """`customer` is the path from a row to its customer, or several; () where a model has none. `also_names` are keys
    to others whom a row names without being about them: they follow a merge, and let go with that archive.
    `merge` and `erase` are what they say; `unlinked(customer ids)` is a Q of rows about them that do not point to them.
    `subject_access`: a person who asks what is known of them is told the rows; `untold` columns are how the house
    works, and told nowhere. `history`: changes are kept, True or the further columns it leaves out. `stays_with` are
    columns of staff that keep the name of whoever left; those called `by` or `..._by` say who did something anyway.
    """

    model: type[Model]
    customer: str | tuple[str, ...] = "customer"
    also_names: tuple[str, ...] = ()
    merge: MergeRule = MOVE
    erase: EraseRule = DELETE
    unlinked: Callable[[list[int]], Q] | None = None
    subject_access: bool = True
    untold: tuple[str, ...] = ()
    history: bool | tuple[str, ...] = False
    undo: str = GOES
    obstacles: tuple[Obstacle, ...] = ()
    hand_over: tuple[HandOver, ...] = ()
    stays_with: tuple[str, ...] = ()

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def key(self) -> str:
        """Column of the primary key."""
        return self.model._meta.pk.column

    @property
    def paths(self) -> tuple[str, ...]:
        return (self.customer,) if isinstance(self.customer, str) else self.customer

    @property
    def links(self) -> list[ForeignKey]:
        """Keys that point to a customer."""
        ways = (*self.paths, *self.also_names)
        return [key for path in ways if "__" not in path and (key := self._field(path)).is_relation]

    @property
    def leads(self) -> str:
        """The first column on the way to the customer."""
        return self._field(self.paths[0].partition("__")[0]).column if self.paths else self.key

    @property
    def untold_columns(self) -> set[str]:
        """Columns that the history leaves out."""
        further = self.history if isinstance(self.history, tuple) else ()
        return {self.key} | {self._field(name).column for name in (*self.untold, *further)}

    @property
    def naming_columns(self) -> set[str]:
        return {self._field(name).column for name in self.also_names}

    def of_or_naming(self, *customers: int) -> Any:
        """Rows about these customers (ids), and those that only name them."""
        named = Q(*((f"{name}__in", customers) for name in self.also_names), _connector=Q.OR)
        rows = self.of(*customers)
        return rows | self.model._default_manager.filter(named) if self.also_names else rows

    def of(self, *customers: int) -> Any:
        """Rows about these customers (ids)."""
        about = Q(*((f"{path}__in", customers) for path in self.paths), _connector=Q.OR)
        if self.unlinked:
            about |= self.unlinked(list(customers))
        return self.model._default_manager.filter(about) if self.paths else self.model._default_manager.none()

    def _field(self, name: str) -> Any:
        return self.model._meta.get_field(name)


def all_parts() -> list[Part]:
    """Of all floors, lowest first: what hangs on a row comes after it."""
    return import_string(settings.PARTS)
