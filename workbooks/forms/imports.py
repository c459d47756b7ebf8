"""Uploading a workbook, and saying what its columns are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from stores.models import Store
from workbooks.reading.fields import OWN, SKIP
from workbooks.reading.roles import CONTACTS, CUSTOMERS, FIELDS, LEFT_OUT, LINKS, ROLES

# What only a sheet that tells of another one's customers can say.
_LINKED_ONLY = (FIELDS[CONTACTS] - LINKS) | {"order_id", "order_notes", "member_id", "phone_tail"}


class UploadForm(forms.Form):
    store = forms.ModelChoiceField(Store.objects.all(), label=_("Store"), empty_label=None)
    file = forms.FileField(
        label=_("Workbook"),
        max_length=200,
        help_text=_("Excel or WPS (.xlsx, .xls) or text (.csv), as you keep it: nothing needs to be tidied up first."),
        widget=forms.FileInput({"accept": ".xlsx,.xls,.xlsm,.csv,.txt"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        if not by.is_owner:
            del self.fields["store"]

    @property
    def chosen_store(self):
        return self.cleaned_data["store"] if self.by.is_owner else self.by.store


class ColumnsForm(forms.Form):
    """A role for each sheet and a choice for each of its columns; `sheets` is what the template walks through.

    `known` {field: label} is all that a column may be, the dealer's own fields among it.
    """

    def __init__(self, *args, layouts, known, makes_tags=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.layouts = layouts
        for number, layout in enumerate(layouts):
            if not layout.headers:
                continue
            self.fields[f"role-{number}"] = forms.ChoiceField(
                label=_("The rows are"),
                choices=ROLES.items(),
                required=False,  # where none is sent the sheet stays what it is
                initial=layout.role,
                widget=forms.Select({"class": "form-select form-select-sm"}),
            )
            if layout.role == CUSTOMERS and not layout.is_own_export:
                self.fields[f"old-{number}"] = forms.BooleanField(
                    label=_("Old customers: all of them have bought, also where no order says when"),
                    required=False,
                    initial=layout.is_of_old,
                    widget=forms.CheckboxInput({"class": "form-check-input"}),
                )
            for column, header in enumerate(layout.headers):
                self.fields[f"{number}-{column}"] = forms.ChoiceField(
                    label=header or _("Column %(number)s") % {"number": column + 1},
                    choices=_choices(layout.role, known),
                    required=False,
                    initial=layout.columns.get(column, SKIP),
                    widget=forms.Select({"class": "form-select form-select-sm"}),
                )
        if any("tags" in layout.columns.values() for layout in layouts):
            self.fields["makes_tags"] = forms.BooleanField(
                label=_("Make tags that are new"),
                required=False,
                initial=makes_tags,
                help_text=_("Otherwise a tag nobody has made yet is kept in the notes."),
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )

    @property
    def sheets(self):
        """[(role field, None of an empty sheet, field for old customers or None, layout, [(column's field, sample
        texts)])]; columns without header and content are left out, and those of a sheet that is left out."""
        found = []
        for number, layout in enumerate(self.layouts):
            role, old = (self[name] if name in self.fields else None for name in (f"role-{number}", f"old-{number}"))
            width = len(layout.headers) if layout.role != LEFT_OUT else 0
            columns = [column for place in range(width) if (column := self._column(number, place))]
            found.append((role, old, layout, columns))
        return found

    @property
    def is_remembered(self):
        return any(layout.guess for layout in self.layouts)

    @property
    def columns(self):
        """{sheet name: {column: field}} as chosen."""
        return {
            layout.sheet: {
                column: name
                for column in range(len(layout.headers))
                if (name := self.cleaned_data.get(f"{number}-{column}"))
            }
            for number, layout in enumerate(self.layouts)
        }

    @property
    def old(self):
        """The names of the sheets whose rows are old customers."""
        return {layout.sheet for number, layout in enumerate(self.layouts) if self.cleaned_data.get(f"old-{number}")}

    @property
    def changed_roles(self):
        """{sheet name: role} where another one was chosen."""
        chosen = {layout.sheet: self.cleaned_data.get(f"role-{n}") for n, layout in enumerate(self.layouts)}
        return {layout.sheet: role for layout in self.layouts if (role := chosen[layout.sheet]) and role != layout.role}

    def _column(self, number, column):
        layout = self.layouts[number]
        texts = layout.sample[column] if column < len(layout.sample) else []
        return (self[f"{number}-{column}"], texts) if texts or layout.headers[column] else None


def _choices(role, known):
    """What a column of a sheet of that role may be; the dealer's own fields under a heading of their own."""
    names = [name for name in known if (name in FIELDS[role] if role in FIELDS else name not in _LINKED_ONLY)]
    choices = [(SKIP, _("Do not import")), *((name, known[name]) for name in names if not name.startswith(OWN))]
    own = [(name, known[name]) for name in names if name.startswith(OWN)]
    return [*choices, (_("Your own"), own)] if own else choices
