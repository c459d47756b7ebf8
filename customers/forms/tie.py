"""Who knows the customer, among all that a person may see."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.layout import bare_helper, row
from customers.forms.minors_in_text import AsksAboutChildren
from customers.forms.pick import PickCustomer
from customers.models import Customer, Tie


class TieForm(AsksAboutChildren, forms.ModelForm):
    other = forms.ModelChoiceField(
        Customer.objects.none(),
        label=_("Who knows them?"),
        widget=PickCustomer,
        error_messages={"required": _("Choose a customer: type a part of the name, then tick who is meant.")},
    )

    class Meta:
        model = Tie
        fields = ["relation", "note"]

    def __init__(self, *args, customer, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Customer.objects.visible_to(by).exclude(pk=customer.pk)
        self.fields["other"].widget.apart_from, self.fields["other"].widget.staff = customer.pk, by

    @property
    def helper(self):
        return bare_helper("other", row(("relation", 6), ("note", 6)))
