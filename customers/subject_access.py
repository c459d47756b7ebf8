"""All that the house knows about one person, for them to read (AR-16): rows of every table, whatever its floor."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from customers import facts
from customers.minors import is_child
from customers.models import Activity, Customer, HouseholdMember
from dealercrm.lib.parts import Part, all_parts
from dealercrm.lib.phones import mask
from dealercrm.lib.texts import label_of

OF_CHILDREN = {"relation", "age_band", "age_band_on"}  # a child's facts are never handed out

OF_MEMBERS = {facts.MEMBER_ADDED, facts.MEMBER_CHANGED, facts.MEMBER_REMOVED}


@dataclass(frozen=True)
class Table:
    """`rows` are lists of (field name, label, value); values are texts, numbers, booleans, lists or dictionaries."""

    name: str
    title: str
    rows: list


def everything_about(customer: Customer) -> list[Table]:
    """[Table] of every table that has something, the person's own row first."""
    told = (_table(part, customer) for part in all_parts() if part.subject_access)
    return [table for table in told if table.rows]


def _table(part: Part, customer: Customer) -> Table:
    model = part.model
    # An archive points to whoever introduced it: of these people only the one who asks is told.
    rows = Customer.objects.filter(pk=customer.pk) if model is Customer else part.of(customer.pk).order_by("pk")
    told = [_row(row, customer, part.untold) for row in rows]
    return Table(model._meta.label_lower, str(model._meta.verbose_name), told)


def as_data(tables: list[Table]) -> dict[str, list[dict[str, Any]]]:
    """The same as plain data for JSON: {table: [{field: value}]}."""
    return {table.name: [{name: value for name, _label, value in row} for row in table.rows] for table in tables}


def _row(row: Any, customer: Customer, untold: tuple[str, ...]) -> list[tuple[str, str, Any]]:
    told = []
    for field in row._meta.concrete_fields:
        if field.name == "id" or field.name in untold:
            continue
        if field.related_model is Customer and getattr(row, field.attname) == customer.pk:
            continue
        if isinstance(row, HouseholdMember) and field.name not in OF_CHILDREN and _is_of_child(row):
            continue
        value = _without_children(row) if isinstance(row, Activity) and field.name == "data" else _value(row, field)
        if value not in ("", None):
            told.append((field.name, label_of(field), value))
    return told


def _without_children(activity: Activity) -> dict[str, Any]:
    """Of a fact about a household member no name, unless they are there still and grown up."""
    if activity.kind not in OF_MEMBERS:
        return activity.data
    member = HouseholdMember.objects.filter(pk=activity.subject_id).first()
    is_grown_up = member is not None and not _is_of_child(member)
    return activity.data if is_grown_up else activity.data | {"name": ""}


def _is_of_child(member: HouseholdMember) -> bool:
    return bool(member.age_band) or is_child(member.relation, member.birthday, timezone.localdate())


def _value(row: Any, field: Any) -> Any:
    if field.is_relation:
        return str(getattr(row, field.name) or "")
    value = getattr(row, field.attname)
    if field.flatchoices:
        return str(getattr(row, f"get_{field.name}_display")())
    if field.name == "phone" and not isinstance(row, HouseholdMember):
        return mask(value)  # of somebody they recommended: it is that person's
    match value:
        case datetime():
            return timezone.localtime(value).isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case bool() | int() | float() | list() | dict() | None:
            return value
        case Decimal():
            return float(value)
        case _:
            return getattr(value, "name", None) or str(value)
