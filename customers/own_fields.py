"""What a dealer's own field takes, keeps and shows: for the form, the page, filters, import and export (AR-18).

Kept in `OwnValues.values` under `OwnField.key`: text and choices as text, numbers as JSON numbers, days as ISO text;
what is not known is not there.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format

from customers.models import Customer, OwnField

Type = OwnField.Type
LONGEST_TEXT = 200
DIGITS, PLACES = 15, 4  # as many as a JSON number carries exactly


def active_fields() -> list[OwnField]:
    return list(OwnField.objects.filter(is_active=True))


def choices_of(field: OwnField) -> list[str]:
    """The words of a choice field, as the dealer wrote them, one a line."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in field.choices.splitlines()))))


def form_field(field: OwnField, value: Any = None) -> Any:
    """A form field for an OwnField; a choice that stands there (`value`) stays possible when given up."""
    common: dict[str, Any] = {"label": field.label, "required": False}
    if field.type == Type.NUMBER:
        return forms.DecimalField(max_digits=DIGITS, decimal_places=PLACES, **common)
    if field.type == Type.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **common)
    if field.type == Type.CHOICE:
        words = choices_of(field)
        words += [value] if value and value not in words else []
        return forms.ChoiceField(choices=[("", "—"), *((word, word) for word in words)], **common)
    return forms.CharField(max_length=LONGEST_TEXT, **common)


def read(field: OwnField, text: str) -> float | int | str | None:
    """What is to be kept of a cell of text, None for an empty one; ValidationError says what is wrong with it."""
    return kept(form_field(field).clean(text))


def kept(value: Any) -> float | int | str | None:
    """A value of `form_field` as it stands in the archive."""
    if value in (None, ""):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value


def shown(field: OwnField, value: Any) -> str:
    """A kept value for people, '' where nothing is known."""
    if value is None:
        return ""
    if field.type == Type.DATE:
        return date_format(date.fromisoformat(value), "Y-m-d")
    return f"{value:,}" if field.type == Type.NUMBER else str(value)


def values_of(customer: Customer) -> dict[str, Any]:
    """{key: kept value} of everything known, of fields in use or not."""
    own = getattr(customer, "own", None)
    return own.values if own else {}


def shown_values(customer: Customer) -> list[tuple[str, str]]:
    """[(label, words)] of the fields in use that are known, in their order; no statement where nothing is."""
    values = values_of(customer)
    if not values:
        return []
    return [(field.label, shown(field, values[field.key])) for field in active_fields() if field.key in values]
