"""Which other archive of the store is the same person's."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.pick import PickCustomer
from customers.models import Customer


class OtherArchiveForm(forms.Form):
    other = forms.ModelChoiceField(
        Customer.objects.none(),
        label=_("The other archive"),
        widget=PickCustomer,
        error_messages={
            "required": _("Choose a customer: type a part of the name, then tick who is meant."),
            "invalid_choice": _("Archives of two stores stay apart: each store answers for its own."),
        },
    )

    def __init__(self, *args, customer, by, **kwargs):
        super().__init__(*args, **kwargs)
        others = Customer.objects.filter(store=customer.store_id, erased_at=None).exclude(pk=customer.pk)
        self.fields["other"].queryset = others
        picked = self.fields["other"].widget
        picked.apart_from, picked.staff = customer.pk, by
