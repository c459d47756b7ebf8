"""Who knows the customer, among all that a person may see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.layout import bare_helper, row
from customers.forms.part import PartForm
from customers.forms.pick import PickCustomer
from customers.models import Customer, Tie


class TieForm(PartForm):
    other = forms.ModelChoiceField(
        Customer.objects.none(),
        label=_("Who knows them?"),
        widget=PickCustomer,
        error_messages={"required": _("Choose a customer: type a part of the name, then tick who is meant.")},
    )

    class Meta:
        model = Tie
        fields = ["relation", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        other = self.fields["other"]
        other.queryset = Customer.objects.visible_to(self.by).exclude(pk=self.about.pk)
        other.widget.apart_from, other.widget.staff = self.about.pk, self.by

    @property
    def helper(self):
        return bare_helper("other", row(("relation", 6), ("note", 6)))
