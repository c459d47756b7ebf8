"""The sheets of one workbook seen together: which of them tell more of the customers of another, and by what."""

import re

from dealercrm.lib.phones import find_phones
from workbooks.reading.columns import guess_mapping
from workbooks.reading.fields import MANY, NUMBERED, SKIP
from workbooks.reading.headers import squeeze
from workbooks.reading.roles import CONTACTS, CUSTOMERS, LEFT_OUT, LINKS, MEMBERS, NOTES, field_in, role_of
from workbooks.reading.sheets import Row

_OF_CUSTOMER = re.compile(r"(所属|对应)?(客户|业主|户主|顾客|会员|customer|client|owner)")


def relate(layouts):
    """Give each `Layout` that a header explains its role among the others; changes them."""
    guessed = [layout for layout in layouts if layout.last and not layout.is_own_export]
    fields = {id(layout): set(layout.columns.values()) for layout in guessed}
    for layout in guessed:
        others = [found for key, found in fields.items() if key != id(layout)]
        role = role_of(layout.sheet, [squeeze(header) for header in layout.headers], fields[id(layout)], others)
        if role != CUSTOMERS:
            read_as_role(layout, role, today=None)
    number_customers(layouts)


def read_as_role(layout, role, *, today, own=None):
    """Read the sheet as one of that role: its columns are guessed anew from headers and examples; changes `layout`."""
    layout.role = role
    if role == LEFT_OUT:
        layout.columns = {}
    elif role == CUSTOMERS:
        layout.columns = guess_mapping(layout.headers, _examples(layout), today, own)
    else:
        layout.columns = _columns_in(role, layout)


def _columns_in(role, layout):
    ranked = {}
    for column, header in enumerate(layout.headers):
        if word := squeeze(header):
            field, rank = field_in(role, word)
            ranked[column] = (field if field is not None else NOTES[role], rank if field is not None else 99)
    columns = {column: field for column, (field, _rank) in ranked.items() if field != SKIP}
    if role == CONTACTS and "phone" not in columns.values():
        # 联系方式 is how somebody was called, or the number that was called.
        columns |= {c: "phone" for c, field in columns.items() if field == "contact_way" and _holds_phones(layout, c)}
    if role == MEMBERS:
        _tell_members_from_customers(columns, layout.headers)
    for field in set(columns.values()) - MANY - NUMBERED:
        claims = sorted((ranked[column][1], column) for column, known in columns.items() if known == field)
        columns |= {column: NOTES[role] for _rank, column in claims[1:]}
    return columns


def _tell_members_from_customers(columns, headers):
    """A plain 姓名 or 电话 is the relative's where something else says whose relative it is."""
    plain = {
        field: [c for c, known in columns.items() if known == field and not _OF_CUSTOMER.match(squeeze(headers[c]))]
        for field in ("name", "phone")
    }
    if "member_name" not in columns.values() and plain["name"]:
        column = plain["name"][-1]
        if LINKS & {known for other, known in columns.items() if other != column}:
            columns[column] = "member_name"
    first = min((c for c, known in columns.items() if known.startswith("member_")), default=len(headers))
    for column in plain["phone"]:
        others = LINKS & {known for other, known in columns.items() if other != column}
        if others and column > first:
            columns[column] = "member_phone"


def number_customers(layouts):
    """Where sheets are linked the dealer's own numbers say who is meant; alone they say nothing to us."""
    if all(layout.role in (CUSTOMERS, LEFT_OUT) for layout in layouts):
        return
    for layout in layouts:
        words = [squeeze(header) for header in layout.headers]
        numbers = [column for column, word in enumerate(words) if word and field_in(MEMBERS, word)[0] == "customer_no"]
        if numbers and layout.role == CUSTOMERS and "customer_no" not in layout.columns.values():
            layout.columns[numbers[0]] = "customer_no"


def _holds_phones(layout, column):
    texts = layout.sample[column] if column < len(layout.sample) else []
    return bool(texts) and sum(bool(find_phones(text)[0]) for text in texts) > len(texts) / 2


def _examples(layout):
    """The texts shown as rows again; they stand for the sheet, which need not be opened for this."""
    height = max(map(len, layout.sample), default=0)
    return [
        Row(number, [texts[number] if number < len(texts) else None for texts in layout.sample])
        for number in range(height)
    ]
