"""Sheets of our own export, known by their headings: every cell stands for itself, nothing is guessed."""

import re
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from customers.archive_facts.fact import Kind
from customers.archive_facts.table import imported
from customers.models import Customer
from dealercrm.lib.birthdays import parse_anniversary, parse_birthday
from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones
from workbooks.reading.drafts import Record
from workbooks.reading.fields import OWN, SKIP
from workbooks.reading.filling import LENGTHS
from workbooks.reading.people import read_own_fields, read_tags, readers_for
from workbooks.reading.roles import CONTACTS, CUSTOMERS, MEMBERS, NOTES, ORDERS
from workbooks.reading.rows import RowWalk
from workbooks.reading.sheets import as_text
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
    role = _role_by({field for field in found.values() if field})
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
        return timezone.make_aware(datetime.fromisoformat(view.keys["exported_at"]))
    except (KeyError, ValueError):
        return None


class ExportedCustomerWalk(RowWalk):
    """A `Record` for each row of the sheet of customers."""

    def __init__(self, reading):
        super().__init__(reading)
        self.readers = readers_for(reading, _READERS)

    def read(self, view, goes_on):
        record = Record(self.reading.sheet.name, view.row.number, is_own_export=True)
        record.id, record.exported_at = view.keys.get("id", ""), exported_at(view)
        self.add_row(record, view)
        for read in self.readers:
            read(record, view.cells, self.reading)
        if not record.id and not record.phones and "wechat" not in record.facts:
            record.refuse("no_contact")
        yield record


def _read_phones(record, cells, reading):
    for header, value in cells.get("phone", ()):
        record.phone_header = header
        for text in filter(None, re.split(r"[、,，;；/\n]\s*", as_text(value))):
            phones, rest = find_phones(text, reading.area_code)
            record.phones += [phone for phone in phones if phone not in record.phones]
            if not phones and any(letter.isdigit() for letter in text):
                record.unread_phones.append(text.strip())
            elif rest:
                record.note(rest, under=header)


def _read_facts(record, cells, reading):
    for fact in _FACTS:
        for header, value in cells.get(fact.column_name, ()):
            text = as_text(value).strip()
            if exact_fields().get(header) != fact.column_name:  # a column somebody has added
                record.note(text, under=header)
                continue
            try:
                record.facts[fact.name] = _fact_of(fact, value, text, reading.today)
            except ValueError:
                code = "unreadable_birthday" if fact.name == "birthday" else "unreadable_date"
                record.keep_raw(code, as_text(value), header)
            except KeyError:  # a word that no choice has
                record.note(as_text(value), under=header)
            if len(text) > LENGTHS.get(fact.name, len(text)):
                record.keep_raw("too_long", text, header)
    record.name = record.facts.pop("name", "")


def _fact_of(fact, value, text, today):
    if fact.kind == Kind.CHOICE:
        return _codes(fact.name)[text]
    if fact.kind == Kind.DAY:
        return parse_date(value, today=today)
    if fact.kind == Kind.BIRTHDAY:
        return (parse_anniversary if fact.name == "wedding_day" else parse_birthday)(value, today=today)
    return text[: LENGTHS[fact.name]] if fact.name in LENGTHS else as_text(value)


_FACTS = [fact for fact in imported(Customer) if fact.kind in (Kind.TEXT, Kind.CHOICE, Kind.DAY, Kind.BIRTHDAY)]
_READERS = [
    ({"phone"}, _read_phones),
    ({fact.column_name for fact in _FACTS}, _read_facts),
    ({"tags"}, read_tags),
    ({"own"}, read_own_fields),
]


@lru_cache
def _codes(name):
    """{label, in either language: code}."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(label): code for code, label in Customer._meta.get_field(name).choices}
    return found
