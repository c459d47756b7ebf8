"""Remarks in which people tell of children, in every form that has some (AR-16)."""

from django.utils import timezone

from customers.minors import without_children


class SparesChildren:
    """Of a form with the fields `remarks`: a child's birth or age in them becomes the band it falls into.

    A remark knows no guardian's consent, and goes into every export as it stands.
    """

    remarks = ("notes",)

    def clean(self):
        data, today = super().clean(), timezone.localdate()
        texts = {name: data[name] for name in self.remarks if isinstance(data.get(name), str)}
        spared = {
            name: without_children(text, today, under=str(self.fields[name].label)) for name, text in texts.items()
        }
        return data | spared
