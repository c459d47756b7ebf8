"""The fields that only some kinds of customers have; the page shows those of the kind that is chosen."""

from crispy_forms.layout import Fieldset
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.actions.profiles import PROFILES
from customers.forms.boxes import box, rows, typed
from customers.forms.layout import bare_helper
from customers.forms.masked_fields import UnreadTexts
from customers.forms.minors_in_text import AsksAboutChildren
from customers.models import Customer, DesignerProfile, DistributorProfile
from dealercrm.lib.texts import Words

Kind = Customer.Kind


class ProfileForm(AsksAboutChildren, UnreadTexts, forms.ModelForm):
    legend: Words = ""

    @property
    def helper(self):
        return bare_helper(Fieldset(self.legend, *rows(self)))

    @property
    def values(self):
        return {name: self.cleaned_data[name] for name in self.fields}


class DistributorForm(ProfileForm):
    legend = _("The distributor")

    class Meta:
        model = DistributorProfile
        fields = typed(DistributorProfile)
        formfield_callback = box

    def clean_stock_checked_on(self):
        day = self.cleaned_data["stock_checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day


class DesignerForm(ProfileForm):
    legend = _("The designer")

    class Meta:
        model = DesignerProfile
        fields = typed(DesignerProfile)
        formfield_callback = box


FORMS = {Kind.DISTRIBUTOR: DistributorForm, Kind.DESIGNER: DesignerForm}


def profile_forms(data, customer, *, reader):
    """{kind: form} of all kinds that have a profile, each with its own names in the page."""
    found = {}
    for kind, form in FORMS.items():
        model = PROFILES[kind]
        known = getattr(customer, kind.value, None) if customer.pk else None  # the relations bear the kinds' names
        found[kind] = form(data, instance=known or model(), prefix=kind.value, reader=reader, about=customer)
    return found
