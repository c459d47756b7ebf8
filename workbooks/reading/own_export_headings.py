"""Sheets of our own export, known by their headings: the words of fields.LABELS, in either language."""

from datetime import datetime

from django.utils import timezone

from workbooks.reading.fields import OWN, SKIP
from workbooks.reading.roles import CONTACTS, CUSTOMERS, MEMBERS, NOTES, ORDERS
from workbooks.reading.words import exact_fields

_ENOUGH = 0.8  # of the headings: one that people have put a column into is still ours


def is_own_export(headers, own):
    """Do these headings come from our export? `own` is {label: key} of the dealer's own fields.

    A dealer's sheet that merely borrows our number does not.
    """
    filled = [header for header in headers if header]
    known = [header for header in filled if header in exact_fields() or header in own]
    return any(exact_fields().get(header) == "id" for header in filled) and len(known) >= _ENOUGH * len(filled)


def layout_of_own_export(headers, own):
    """(role, {column: field}) of such a sheet; a column somebody has added goes into the notes."""
    found = {column: exact_fields().get(header) for column, header in enumerate(headers) if header}
    fields = {field for field in found.values() if field}
    role = _role_by(fields)
    for column, header in enumerate(headers):
        if header in own:
            found[column] = OWN + own[header]
        elif header and found[column] is None:
            found[column] = NOTES[role]
    return role, {column: field for column, field in found.items() if field != SKIP}


def _role_by(fields):
    if any(field.startswith("member_") for field in fields):
        return MEMBERS
    if any(field.startswith("contact_") for field in fields):
        return CONTACTS
    return ORDERS if fields & {"order_id", "product"} else CUSTOMERS


def exported_at(view):
    """When the row was exported, as the cell says; None where it says nothing, or a program has spoilt it."""
    try:
        return timezone.make_aware(datetime.fromisoformat(view.keys.get("exported_at", "")))
    except ValueError:
        return None
