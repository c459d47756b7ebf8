"""The dealer's own fields, and what is known of a customer in them (AR-18)."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.models import Customer, OwnField, OwnValues
from customers.own_fields import choices_of, kept, shown
from dealercrm.lib.errors import Refused
from stores.models import Staff

FIELDS = ("label", "type", "choices", "position", "is_active")


@transaction.atomic
def add_own_field(
    *, label: str, type: str, by: Staff, choices: str = "", position: int | None = None, is_active: bool = True
) -> OwnField:
    """A new field; without a `position` it stands last."""
    last = OwnField.objects.aggregate(last=Max("position"))["last"] or 0
    field = OwnField(label=label, type=type, choices=choices, is_active=is_active)
    field.position = last + 1 if position is None else position
    _check(field)
    field.save()
    record(facts.OWN_FIELD_ADDED, by=by, subject=field, data={"label": field.label})
    return field


@transaction.atomic
def change_own_field(field: OwnField, *, by: Staff, **changes: Any) -> set[str]:
    """Set some of FIELDS; returns the names of what changed. Its type stays once anything is known in it."""
    row = OwnField.objects.select_for_update().get(pk=field.pk)
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, changes.get(name, before[name]))
    _check(row)
    if row.type != before["type"] and OwnValues.objects.filter(values__has_key=row.key).exists():
        raise Refused(_("Values stand in this field already: make a new field for another type."))
    changed = {name: [before[name], getattr(row, name)] for name in FIELDS if getattr(row, name) != before[name]}
    if changed:
        row.save(update_fields=FIELDS)
        record(facts.OWN_FIELD_CHANGED, by=by, subject=row, data={"label": row.label, "changed": changed})
    return set(changed)


@transaction.atomic
def keep_own_values(customer: Customer, *, by: Staff, values: dict[OwnField, Any]) -> set[str]:
    """Set what is known: {OwnField: value of its form field, None or '' where nothing is}; returns the labels changed.

    Fields that are not given stay as they are.
    """
    if not values:
        return set()
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    own = OwnValues.objects.filter(pk=customer.pk).first() or OwnValues(customer_id=customer.pk)
    changed = {}
    for field, value in values.items():
        before, after = own.values.get(field.key), kept(value)
        if before == after:
            continue
        changed[field.label] = [shown(field, before), shown(field, after)]
        if after is None:
            del own.values[field.key]
        else:
            own.values[field.key] = after
    if changed:
        own.save()
        # It is the same archive: whoever has its form open must notice.
        Customer.objects.filter(pk=customer.pk).update(updated_at=timezone.now())
        record(facts.OWN_VALUES_CHANGED, customer=customer, by=by, data={"changed": changed})
    return set(changed)


def _check(field: OwnField) -> None:
    field.label = " ".join(field.label.split())
    if not field.label:
        raise Refused(_("A field needs a label."))
    if OwnField.objects.filter(label__iexact=field.label).exclude(pk=field.pk).exists():
        raise Refused(_("There is a field “%(label)s” already.") % {"label": field.label})
    words = choices_of(field) if field.type == OwnField.Type.CHOICE else []
    if field.type == OwnField.Type.CHOICE and not words:
        raise Refused(_("Write down what can be chosen, one a line."))
    field.choices = "\n".join(words)
