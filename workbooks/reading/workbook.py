"""The whole file: layouts of its sheets, and its records one after the other."""

import hashlib
import json

from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from workbooks.reading.child_marks import mark_children
from workbooks.reading.column_warnings import once_a_column
from workbooks.reading.columns import first_rows, guess_layout
from workbooks.reading.drafts import MemberDraft, OrderDraft, PassedOver, Record
from workbooks.reading.headers import find_header, says_itself_again
from workbooks.reading.own_export import ExportedCustomerWalk
from workbooks.reading.records import CustomerWalk
from workbooks.reading.related_columns import relate
from workbooks.reading.related_sheets import RelatedWalk
from workbooks.reading.roles import CUSTOMERS, LEFT_OUT, ROLES
from workbooks.reading.rows import Reading
from workbooks.reading.sheets import as_text
from workbooks.reading.standing import is_of_old

_ORDER = {role: place for place, role in enumerate(ROLES)}


def guess_layouts(sheets, *, today, own=None, title=""):
    """[Layout] of the sheets; a sheet without a header may go on in the layout of the one before.

    `own` is {label: key} of the dealer's own fields, `title` what the file is called.
    """
    layouts = []
    for sheet in sheets:
        rows = first_rows(sheet)
        header = find_header(rows)
        if header and says_itself_again(header[2]):
            raise Refused(
                _("In sheet %(sheet)s two tables stand side by side. Put one below the other and save the file again.")
                % {"sheet": sheet.name}
            )
        above = [as_text(cell) for row in rows if header and row.number < header[0] for cell in row.cells if cell]
        before = layouts[-1] if layouts else None
        layouts.append(guess_layout(sheet.name, rows, header, before=before, today=today, own=own))
        layouts[-1].is_of_old = is_of_old(title, sheet.name, *above)
    relate(layouts)
    for layout in layouts:
        layout.is_of_old = layout.is_of_old and layout.role == CUSTOMERS and not layout.is_own_export
    return layouts


def reading_order(sheets, layouts):
    """[(Sheet, Layout)]: customers first, then what other sheets tell of them."""
    by_name = {sheet.name: sheet for sheet in sheets}
    pairs = [(by_name[layout.sheet], layout) for layout in layouts]
    return sorted(pairs, key=lambda pair: _ORDER[pair[1].role])


def rows_before(sheets, layouts):
    """{sheet name: how many rows stand before its own in the order of reading}, for a progress bar."""
    before, count = {}, 0
    for sheet, _layout in reading_order(sheets, layouts):
        before[sheet.name] = count
        count += sheet.height
    return before


def reading_key(layouts, *, today, area_code):
    """What `read_all` of one file depends on, as a text."""
    said = [
        {name: value for name, value in vars(layout).items() if name not in ("sample", "guess")} for layout in layouts
    ]
    drafts = [Record.__struct_fields__, OrderDraft.__struct_fields__, MemberDraft.__struct_fields__]
    told = json.dumps([said, drafts, today.isoformat(), area_code], sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def read_all(sheets, layouts, *, today, area_code=""):
    """Yield the `Record`s and `PassedOver` rows of all sheets; `layouts` is a list of Layout, by sheet name."""
    for sheet, layout in reading_order(sheets, layouts):
        if not layout.is_usable:
            if sheet.height:
                yield PassedOver(sheet.name, 1, "left_out" if layout.role == LEFT_OUT else "no_layout")
            continue
        walk = (
            RelatedWalk if layout.role != CUSTOMERS else ExportedCustomerWalk if layout.is_own_export else CustomerWalk
        )
        reading, told = Reading(sheet, layout, today=today, area_code=area_code), set()
        for record in once_a_column(walk(reading).run()):
            if not isinstance(record, PassedOver):
                mark_children(record, today)
                for header in sorted(reading.unread_papers - told) if not record.is_refused else ():
                    record.say("paper_column", column=header)
                    told.add(header)
            yield record
