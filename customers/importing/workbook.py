"""The whole file: layouts of its sheets, and its records one after the other."""

from customers.importing.columns import Layout, guess_layout
from customers.importing.drafts import PassedOver
from customers.importing.records import read_records


def guess_layouts(sheets, *, today):
    """[Layout] of the sheets; a sheet without a header may go on in the layout of the one before."""
    layouts = []
    for sheet in sheets:
        layouts.append(guess_layout(sheet, today, before=layouts[-1] if layouts else None))
    return layouts


def read_all(sheets, layouts, *, today, area_code=""):
    """Yield the `Record`s and `PassedOver` rows of all sheets; `layouts` is a list of Layout, by sheet name."""
    by_name = {layout.sheet: layout for layout in layouts}
    for sheet in sheets:
        layout = by_name.get(sheet.name) or Layout(sheet.name)
        if layout.is_usable:
            yield from read_records(sheet, layout, today=today, area_code=area_code)
        elif sheet.height:
            yield PassedOver(sheet.name, 1, "no_layout")
