"""What the form of every part of an archive knows (views/parts.py)."""

from django import forms

from customers.forms.masked_fields import UnreadTexts
from customers.forms.minors_in_text import AsksAboutChildren
from customers.forms.stale_edit import Seen


class PartForm(AsksAboutChildren, UnreadTexts, Seen, forms.ModelForm):
    """`by` is who writes, `about` the customer."""

    def __init__(self, *args, by, about, **kwargs):
        self.by, self.about = by, about
        super().__init__(*args, about=about, **kwargs)

    @property
    def changes(self):
        """{field: value} of what was entered differently from what stands in the archive."""
        return {name: self.cleaned_data[name] for name in self.changed_data}
