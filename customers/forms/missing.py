"""What an archive lacks, as questions that a talk answers in passing (AR-10)."""

from django import forms

from customers.completeness import COLUMNS, judged, known_rows
from customers.forms.boxes import box
from customers.forms.minors_in_text import AsksAboutChildren
from customers.models import Customer

AT_ONCE = 3  # who is asked more feels questioned
# The boxes of what can be asked in passing, by the content of a complete archive (customers.completeness).
ASKED = {"place": ("community", "building", "room"), "household": ("household",), "talk": ("best_time",)}
ASKED |= {name: (name,) for name in ("salutation", "birthday", "occupation")}


class MissingForm(AsksAboutChildren, forms.ModelForm):
    """The weightiest of what is missing; what somebody has filled in meanwhile is not asked for any more."""

    class Meta:
        model = Customer
        fields = [name for names in ASKED.values() for name in names]
        formfield_callback = box

    def __init__(self, data=None, *, pk):
        super().__init__(data, instance=Customer.objects.annotate(**known_rows()).get(pk=pk), prefix="archive")
        row = {name: getattr(self.instance, name) for name in ("kind", *COLUMNS, *known_rows())}
        asked = [ASKED[content.name] for content in judged(row)[1] if content.name in ASKED][:AT_ONCE]
        open_ = {name for names in asked for name in names if not getattr(self.instance, name)}
        self.fields = {name: field for name, field in self.fields.items() if name in open_}
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "form-control")
            field.help_text = ""

    @property
    def learned(self):
        """{field: what was said}."""
        return {name: value for name in self.changed_data if (value := self.cleaned_data[name])}
