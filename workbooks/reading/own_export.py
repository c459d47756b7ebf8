"""Reading sheets of our own export: every cell stands for itself, nothing is taken apart or guessed."""

import re
from functools import lru_cache

from django.conf import settings
from django.utils.translation import override

from customers.models import Customer
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones
from workbooks.reading.drafts import PassedOver, Record
from workbooks.reading.filling import LENGTHS
from workbooks.reading.own_export_headings import exported_at
from workbooks.reading.people import take_extras
from workbooks.reading.related_sheets import read_linked
from workbooks.reading.roles import CUSTOMERS
from workbooks.reading.rows import look
from workbooks.reading.sheets import as_text

_PLAIN = {name: name for name in LENGTHS} | {"introducer": "introducer_name"}


def read_own_export(sheet, layout, *, today, area_code=""):
    """Yield what `read_records` and `read_linked` yield, of a sheet with our own headings."""
    if layout.role != CUSTOMERS:
        yield from read_linked(sheet, layout, today=today, area_code=area_code)
        return
    columns = {name: layout.of(name) for name in set(layout.columns.values())}
    blanks = []
    for row in sheet.rows():
        if row.number <= layout.last:
            continue
        view = look(row, layout, columns, {})
        if view.is_blank:
            blanks.append(row.number)
            continue
        yield from (PassedOver(sheet.name, number, "blank") for number in blanks)
        blanks.clear()
        yield _record(sheet, view, today, area_code)


def _record(sheet, view, today, area_code):
    record = Record(sheet.name, view.row.number, is_own_export=True, raw=[view.text()])
    record.id, record.exported_at = view.keys.get("id", ""), exported_at(view)
    for header, value in view.all("phone"):
        record.phone_header = header
        for text in filter(None, re.split(r"[、,，;；/\n]\s*", as_text(value))):
            _take_phone(record, text, header, area_code)
    for field, target in _PLAIN.items():
        for header, value in view.all(field):
            _take_text(record, target, as_text(value).strip(), header)
    record.name = record.facts.pop("name", "")
    _take_days(record, view, today)
    for header, value in view.all("source"):
        code = _sources().get(as_text(value).strip())
        if code:
            record.facts["source"] = code
        else:
            record.note(as_text(value), under=header)
    _header, notes = view.first("notes")
    if notes is not None:
        record.facts["notes"] = as_text(notes)
    take_extras(record, view, own=False)
    if not record.id and not record.phones and "wechat" not in record.facts:
        record.is_refused, record.messages = True, [["no_contact", {}]]
    return record


def _take_phone(record, text, header, area_code):
    phones, rest = find_phones(text, area_code)
    record.phones += [phone for phone in phones if phone not in record.phones]
    if not phones and any(letter.isdigit() for letter in text):
        record.unread_phones.append(text.strip())
    elif rest:
        record.note(rest, under=header)


def _take_text(record, target, text, header):
    limit = LENGTHS[target]
    if len(text) > limit:
        record.keep_raw("too_long", text, header)
    if text:
        record.facts[target] = text[:limit]


def _take_days(record, view, today):
    for header, value in view.all("birthday"):
        try:
            record.facts["birthday"] = parse_birthday(value, today=today)
        except ValueError:
            record.keep_raw("unreadable_birthday", as_text(value), header)
    for header, value in view.all("wedding_day"):
        try:
            record.facts["wedding_day"] = parse_date(value, today=today)
        except ValueError:
            record.keep_raw("unreadable_date", as_text(value), header)


@lru_cache(maxsize=1)
def _sources():
    """{label, in either language: code}."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            found |= {str(label): code for code, label in Customer.Source.choices}
    return found
