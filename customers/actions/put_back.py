"""What somebody took out of an archive or changed a moment ago, put back as the history has it."""

from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Field, Model
from django.utils.translation import gettext_lazy as _

from customers.actions.homes import add_home, add_item, change_home, change_item
from customers.actions.household import add_member, change_member
from customers.models import Customer, Home, HomeItem, HouseholdMember, RowChange
from dealercrm.lib.errors import Refused
from stores.models import Staff

VERBS: dict[type[Model], tuple[Callable[..., Any], Callable[..., Any]]] = {
    Home: (add_home, change_home),
    HomeItem: (add_item, change_item),
    HouseholdMember: (add_member, change_member),
}
MODELS = {model._meta.db_table: model for model in VERBS}


@transaction.atomic
def put_back(change: RowChange, *, by: Staff) -> Model:
    """The row as it was before the change, with what stood in it; returns it. Refused where it went on since."""
    model = MODELS[change.table]
    add, mend = VERBS[model]
    Customer.objects.select_for_update(no_key=True).get(pk=change.customer_id)
    if change.action == "delete":
        row = _restored(change, add, by)
        for item in RowChange.objects.filter(
            customer=change.customer_id, table=HomeItem._meta.db_table, action="delete", at=change.at,
            staff_id=change.staff_id, before__home_id=change.row_id,
        ).order_by("row_id") if model is Home else ():  # fmt: skip
            _restored(item, add_item, by)
        return row
    row = model._base_manager.filter(pk=change.row_id).first()
    fields = {field.column: field for field in model._meta.concrete_fields}
    after = change.after or {}
    if row is None or any(_value(fields[name], value) != _of(row, name, fields) for name, value in after.items()):
        raise Refused(_("It was changed again since: it cannot be put back."))
    mend(row, by=by, **{fields[name].name: _value(fields[name], value) for name, value in change.before.items()})
    return row


def _restored(change: RowChange, add: Callable[..., Model], by: Staff) -> Model:
    model = MODELS[change.table]
    fields = {field.column: field for field in model._meta.concrete_fields}
    known = {fields[name].name: _value(fields[name], value) for name, value in change.before.items() if name in fields}
    try:
        with transaction.atomic():
            return add(model(pk=change.row_id, **known), by=by)
    except IntegrityError:
        raise Refused(_("It was changed again since: it cannot be put back.")) from None


def _value(field: Field, value: Any) -> Any:
    """What the history wrote, as the field holds it."""
    if field.is_relation:
        return field.related_model._base_manager.filter(pk=value).first() if value is not None else None
    return field.to_python(value)


def _of(row: Model, column: str, fields: dict[str, Field]) -> Any:
    return getattr(row, fields[column].name)
