"""Uploading a workbook, and saying what its columns are."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.importing.fields import LABELS, SKIP
from stores.models import Store

CHOICES = [(SKIP, _("Do not import")), *LABELS.items()]


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
    """One choice for each column of each sheet; `sheets` is what the template walks through."""

    def __init__(self, *args, layouts, **kwargs):
        super().__init__(*args, **kwargs)
        self.layouts = layouts
        for number, layout in enumerate(layouts):
            for column, header in enumerate(layout.headers):
                self.fields[f"{number}-{column}"] = forms.ChoiceField(
                    label=header or _("Column %(number)s") % {"number": column + 1},
                    choices=CHOICES,
                    required=False,
                    initial=layout.columns.get(column, SKIP),
                    widget=forms.Select({"class": "form-select form-select-sm"}),
                )

    @property
    def sheets(self):
        """[(layout, [(bound field, sample texts)])]; columns without header and content are left out."""
        return [
            (layout, [found for column in range(len(layout.headers)) if (found := self._column(number, column))])
            for number, layout in enumerate(self.layouts)
        ]

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

    def _column(self, number, column):
        layout = self.layouts[number]
        texts = layout.sample[column] if column < len(layout.sample) else []
        return (self[f"{number}-{column}"], texts) if texts or layout.headers[column] else None
