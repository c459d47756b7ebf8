"""Tags and the dealer's own fields on a customer's form (AR-18)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.masked_fields import leave_unread
from customers.forms.minors_in_text import AsksAboutChildren
from customers.list_query import number
from customers.minors import is_about_children
from customers.models import OwnField, Tag
from customers.own_fields import active_fields, form_field, kept, values_of
from dealercrm.lib.stale_edit import Seen


class ExtrasForm(AsksAboutChildren, forms.Form):
    """Stands beside CustomerForm in one page, under names of its own."""

    tags = forms.ModelMultipleChoiceField(
        Tag.objects.none(), label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    # The tags when the page was drawn: what somebody else gave meanwhile is not taken away.
    had = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data, *, customer, reader):
        super().__init__(data, prefix="extra")
        self.known = values_of(customer) if customer.pk else {}
        carried = list(customer.tagged.values_list("tag_id", flat=True)) if customer.pk else []
        self.own = active_fields()
        self.fields["tags"].queryset = Tag.objects.all()
        self.initial = {"tags": carried, "had": ",".join(map(str, carried))}
        for field in self.own:
            value = self.known.get(field.key)
            if reader and isinstance(value, int | float) and reader.words(customer, str(value)) != str(value):
                self.fields[self.name_of(field)] = forms.CharField(label=field.label, required=False)
                value = str(value)
            else:
                self.fields[self.name_of(field)] = form_field(field, value)
            self.initial[self.name_of(field)] = value
        if reader:
            leave_unread(self, reader, customer)

    @staticmethod
    def name_of(field):
        return f"own-{field.key}"

    @property
    def own_bound(self):
        return [self[self.name_of(field)] for field in self.own]

    @property
    def values(self):
        """{OwnField: value} of what differs from what is known, for `keep_own_values`."""
        own = [field for field in self.own if not self.fields[self.name_of(field)].disabled]
        given = {field: self.cleaned_data[self.name_of(field)] for field in own}
        return {field: value for field, value in given.items() if kept(value) != self.known.get(field.key)}

    @property
    def tag_changes(self):
        """{"add": [Tag], "remove": [Tag]} of what was ticked and unticked here."""
        had = {number(part) for part in self.cleaned_data["had"].split(",")} - {None}
        chosen = list(self.cleaned_data["tags"])
        gone = had - {tag.pk for tag in chosen}
        return {
            "add": [tag for tag in chosen if tag.pk not in had],
            "remove": list(Tag.objects.filter(pk__in=gone)) if gone else [],
        }


class TagForm(Seen, forms.ModelForm):
    """Another name; that there is none of that name yet the verb says."""

    class Meta:
        model = Tag
        fields = ["name"]

    def validate_unique(self):
        pass


class OwnFieldForm(Seen, forms.ModelForm):
    class Meta:
        model = OwnField
        fields = ["label", "type", "choices", "position", "is_active"]
        widgets = {"choices": forms.Textarea({"rows": 5})}
        help_texts = {
            "choices": _("Only for a choice."),
            "position": _("Fields with smaller numbers stand first."),
            "is_active": _("Out of use it is not shown any more; what is known in it stays."),
        }

    def clean(self):
        data = super().clean()
        if data.get("type") in (OwnField.Type.DATE, OwnField.Type.NUMBER) and is_about_children(data.get("label", "")):
            self.add_error("label", _("Birthdays and ages of children stand with the family, beside their consent."))
        return data
