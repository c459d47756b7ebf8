"""The whole file: layouts of its sheets, and its records one after the other."""

from customers.minors import CHILD_UNDER, without_children
from workbooks.reading.columns import Layout, guess_layout
from workbooks.reading.drafts import PassedOver
from workbooks.reading.own_export import read_own_export
from workbooks.reading.records import read_records
from workbooks.reading.related_columns import relate
from workbooks.reading.related_sheets import read_linked
from workbooks.reading.roles import CUSTOMERS, LEFT_OUT, ROLES
from workbooks.reading.sheets import as_text
from workbooks.reading.side_by_side import apart

_ORDER = {role: place for place, role in enumerate(ROLES)}


def guess_layouts(sheets, *, today, own=None):
    """[Layout] of the sheets; a sheet without a header may go on in the layout of the one before.

    `own` is {label: key} of the dealer's own fields.
    """
    layouts = []
    for sheet in apart(sheets):
        layouts.append(guess_layout(sheet, today, before=layouts[-1] if layouts else None, own=own))
    relate(layouts)
    return layouts


def reading_order(sheets, layouts):
    """[(Sheet, Layout)]: customers first, then what other sheets tell of them."""
    by_name = {layout.sheet: layout for layout in layouts}
    pairs = [(sheet, by_name.get(sheet.name) or Layout(sheet.name)) for sheet in apart(sheets)]
    return sorted(pairs, key=lambda pair: _ORDER[pair[1].role])


def read_all(sheets, layouts, *, today, area_code=""):
    """Yield the `Record`s and `PassedOver` rows of all sheets; `layouts` is a list of Layout, by sheet name."""
    for sheet, layout in reading_order(sheets, layouts):
        if not layout.is_usable:
            if sheet.height:
                yield PassedOver(sheet.name, 1, "left_out" if layout.role == LEFT_OUT else "no_layout")
            continue
        read = read_own_export if layout.is_own_export else read_records if layout.role == CUSTOMERS else read_linked
        for record in read(sheet, layout, today=today, area_code=area_code):
            if not layout.is_own_export:  # what a person once wrote into the archive is theirs
                _spare_children(record, today)
            yield record


def _spare_children(record, today):
    """No birthday of a child comes in by the back door of a remark or an own field (customers.minors)."""
    if isinstance(record, PassedOver):
        return
    record.notes = [without_children(note, today) for note in record.notes]
    for name, (header, cell) in list(record.own.items()):
        left = without_children(as_text(cell), today, under=header)
        if left == as_text(cell):
            continue
        record.own[name] = header, left
        if not left:
            del record.own[name]
            record.say("child_of_unknown_age", column=header, age=CHILD_UNDER)
    for order in record.orders:
        order.notes = without_children(order.notes, today)
    for contact in record.contacts:
        contact.note = without_children(contact.note, today)
    for _code, facts in record.messages:
        if "value" in facts:
            facts["value"] = without_children(facts["value"], today, under=facts.get("column", ""))
