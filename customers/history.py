"""The history of an archive in words: field by field, who, when, from what to what (ST-6)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from customers.models import Attachment, Category, Customer, Home, Merge, Order, OwnField, RowChange, Tag
from customers.reader import Reader, shown
from dealercrm.lib.birthday_field import BirthdayField
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.parts import all_parts
from dealercrm.lib.texts import label_of
from stores.models import Staff, Store

VEILED = "…"  # what the database writes in place of a child's facts
PHONES = {("customers_customerphone", "number"), ("customers_householdmember", "phone")}
FOR_LEADERS = {("customers_order", "gross_profit")}
# Which row a child row hangs on says nothing, unless it changes; which line of an order a thing came by, never.
OWNERS = {"customer_id", "order_id", "home_id"}
NEVER_TOLD = {"order_line_id"}
NAMED = (Staff, Store, Category, Tag, OwnField, Customer, Home, Order)  # what a value points to, shown by its name
READ_AT_MOST = 2000  # changes of one archive, the newest: nobody reads further, and what is searched must be told first


@cache
def kept_models() -> dict[str, type[Model]]:
    """{table: model} of those whose changes the database keeps."""
    return {part.table: part.model for part in all_parts() if part.history}


@dataclass
class ChangeInWords:
    """One change of one row: `noun` of what, `action` insert, update or delete, `fields` [(label, before, after)]."""

    pk: int
    noun: str
    action: str
    fields: list


@dataclass
class Step:
    """What one person did at once; `by` is a name, empty for the system."""

    at: object
    by: str
    changes: list


def changes_of(customer: Customer) -> QuerySet[RowChange]:
    """RowChange rows of the archive and of those merged into it, newest first."""
    merged = Merge.objects.filter(kept=customer, undone_at=None).values_list("gone_id", flat=True)
    return RowChange.objects.filter(customer_id__in=[customer.pk, *merged]).order_by("-pk")


def last_change(row: Model, *, customer: Customer, by: Staff) -> RowChange | None:
    """What this person did last to a row, if it can be put back: of a child nothing was kept (AR-16), and the photos of
    a home went with it."""
    changes = RowChange.objects.filter(customer=customer, table=row._meta.db_table, row_id=row.pk, staff_id=by.pk)
    change = changes.order_by("-pk").first()
    if change is None or change.before is None or VEILED in change.before.values():
        return None
    photos = {"table": Attachment._meta.db_table, "action": "delete", "before__home_id": change.row_id}
    if change.action == "delete" and RowChange.objects.filter(customer=customer, **photos).exists():
        return None
    return change


def steps(changes: list[RowChange], *, reader: Reader, customer: Customer) -> list[Step]:
    """The changes as [Step], in their order; as `reader` may see them, a gross profit for leaders only."""
    wording = _Wording(changes, reader=reader, customer=customer)
    found = []
    for (at, staff_id), together in groupby(changes, key=lambda change: (change.at, change.staff_id)):
        told = [wording.of(change) for change in together]
        told = [one for one in told if one.fields or one.action != "update"]
        if told:
            found.append(Step(at, wording.staff(staff_id), told))
    return found


def narrowed(steps: list[Step], *, field: str = "", by: str = "", word: str = "") -> list[Step]:
    """Those by this person, with their changes of this field (its label) and with this word in them, as they read."""
    found, word = [], word.casefold()
    for step in steps:
        changes = []
        for change in step.changes:
            fields = [
                told for told in change.fields
                if (not field or told[0] == field) and (not word or word in " ".join(told).casefold())
            ]  # fmt: skip
            if fields or (not field and (not word or word in change.noun.casefold())):
                is_whole = not fields or (change.action != "update" and not field)
                changes.append(change if is_whole else replace(change, fields=fields))
        if changes and (not by or step.by == by):
            found.append(replace(step, changes=changes))
    return found


def page_of(steps: list[Step], *, before: int | None, many: int) -> tuple[list[Step], int | None]:
    """The next so many changes, older than the change `before`; and the id of the last one, if there are more."""
    found: list[Step] = []
    for step in steps:
        changes = [change for change in step.changes if not before or change.pk < before]
        if changes and not many:
            return found, found[-1].changes[-1].pk
        if changes:
            found.append(replace(step, changes=changes[:many]))
        if len(changes) > many:
            return found, found[-1].changes[-1].pk
        many -= len(changes)
    return found, None


def labels(steps: list[Step]) -> list[str]:
    return sorted({told[0] for step in steps for change in step.changes for told in change.fields})


class _Wording:
    def __init__(self, changes: list[RowChange], *, reader: Reader, customer: Customer) -> None:
        self._reader, self._customer = reader, customer
        self._is_leader = reader.staff.may("customers.give_keeper")
        self._names = self._fetch(changes)

    def staff(self, pk: int | None) -> str:
        return self._names.get((Staff, pk), "") if pk else ""

    def of(self, change: RowChange) -> ChangeInWords:
        before, after = self._as_reader_sees(change.before), self._as_reader_sees(change.after)
        pairs = [
            (key, before.get(key), after.get(key)) for key in sorted(before | after, key=_column_order(change.table))
        ]
        if change.table == "customers_ownvalues":
            pairs = _own_field_changes(before.get("values"), after.get("values"))
        fields = [self._field(change, *pair) for pair in pairs if self._may_be_shown(change, *pair)]
        # A name as written in a workbook beside the same name of a colleague is said once.
        fields = list(dict.fromkeys(fields))
        model = kept_models().get(change.table)
        return ChangeInWords(change.pk, str(model._meta.verbose_name) if model else change.table, change.action, fields)

    def _as_reader_sees(self, values: dict[str, Any] | None) -> dict[str, Any]:
        return self._reader.told(self._customer, values or {})

    def _may_be_shown(self, change: RowChange, key: str, before: int | str | None, after: Any) -> bool:
        if (change.table, key) in FOR_LEADERS and not self._is_leader:
            return False
        if key in NEVER_TOLD or (change.action != "update" and key in OWNERS):
            return False
        if key in ("first_id", "second_id") and not {before, after} - {None, change.customer_id}:
            return False  # of a tie: whose history it is goes without saying
        return not (_blank(before) and _blank(after))

    def _field(self, change: RowChange, key: str, before: int | str | None, after: Any) -> tuple[str, ...]:
        if change.table == "customers_ownvalues":
            label = self._names.get((OwnField, int(key)), key) if key.isdecimal() else key
            told = (_text(before), _text(after))  # a number of a dealer's own field may be a phone's
            return label, *(self._reader.words(self._customer, text, under=label) for text in told)
        field = _field_of(change.table, key)
        if field is None:  # a history outlives a field
            return key, _text(before), _text(after)
        return capfirst(label_of(field)), *(self._value(change.table, field, value) for value in (before, after))

    def _value(self, table: str, field: Any, value: Any) -> str:
        if _blank(value):
            return ""
        if value == VEILED:
            return _("a child's: not kept")
        if (table, field.name) in PHONES:
            return self._reader.phone(self._customer, value)
        if field.is_relation:
            return self._names.get((field.related_model, value)) or _("one that is gone")
        if isinstance(field, BirthdayField):
            return str(Birthday.from_text(value))
        return _text(dict(field.flatchoices or ()).get(value, value))

    def _fetch(self, changes: list[RowChange]) -> dict[tuple[Any, int | str], str]:
        """{(model, pk): name} of everything the changes speak of, in one statement for each kind."""
        wanted: dict[Any, set] = {Staff: {change.staff_id for change in changes if change.staff_id}}
        for change in changes:
            for key, value in [*(change.before or {}).items(), *(change.after or {}).items()]:
                if change.table == "customers_ownvalues":
                    wanted.setdefault(OwnField, set()).update(int(own) for own in value or () if own.isdecimal())
                    continue
                field = _field_of(change.table, key)
                if field is not None and field.is_relation and not _blank(value) and value != VEILED:
                    wanted.setdefault(field.related_model, set()).add(value)
        names = {}
        for model in NAMED:
            if wanted.get(model):
                names |= {
                    (model, pk): str(shown(row, self._reader))
                    for pk, row in model.objects.in_bulk(wanted[model]).items()
                }
        gone = {pk for pk in wanted.get(Customer, ()) if (Customer, pk) not in names}
        merged = Merge.objects.filter(gone_id__in=gone).values_list("gone_id", "gone_name") if gone else ()
        return names | {(Customer, pk): self._reader.words(self._customer, name) for pk, name in merged}


def _column_order(table: str) -> Callable:
    """Where a column stands among those of its table, as a key to sort by; one that is gone comes last."""
    model = kept_models().get(table)
    places = {field.column: n for n, field in enumerate(model._meta.concrete_fields)} if model else {}
    return lambda column: places.get(column, len(places))


def _field_of(table: str, column: str) -> Any:
    model = kept_models().get(table)
    try:
        return model and model._meta.get_field(column.removesuffix("_id"))
    except FieldDoesNotExist:
        return None


def _own_field_changes(before: dict[str, str] | None, after: dict[str, Any]) -> list[tuple[str, str | None, int | str]]:
    before, after = before or {}, after or {}
    return [(key, before.get(key), after.get(key)) for key in before | after if before.get(key) != after.get(key)]


def _blank(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _text(value: Any) -> str:
    if _blank(value):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    if isinstance(value, str) and "T" in value and (moment := _moment(value)):
        return date_format(localtime(moment), "Y-m-d H:i")
    return str(value)


def _moment(text: str) -> datetime:
    try:
        return parse_datetime(text)
    except ValueError:
        return None
