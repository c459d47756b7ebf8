from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.minors_in_text import AsksAboutChildren
from referrals.models import Referral
from stores.models import Store

OPEN, ALL = "open", "all"


class ReferralForm(AsksAboutChildren, forms.ModelForm):
    """One friend; the phone may be typed in any way, the action reads it."""

    phone = forms.CharField(label=_("Phone"), max_length=40, widget=forms.TextInput({"inputmode": "tel"}))

    class Meta:
        model = Referral
        fields = ["name", "phone", "relation", "need"]
        widgets = {
            "name": forms.TextInput({"autocomplete": "off"}),
            "relation": forms.RadioSelect({"class": "btn-check"}),
            "need": forms.TextInput({"autocomplete": "off"}),
        }
        labels = {"name": _("Friend's name")}
        help_texts = {"need": _("What they need, and when: a new flat, an old kitchen. One need is worth ten names.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = Referral.Relation.choices
        self.fields["relation"].initial = Referral.Relation.FRIEND


class ReferralFilter(forms.Form):
    q = forms.CharField(
        label=_("Name or last digits"),
        max_length=60,
        required=False,
        widget=forms.SearchInput({"class": "form-control"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[(OPEN, _("All open")), *Referral.State.choices, (ALL, _("All"))],
        widget=forms.Select({"class": "form-select"}),
    )
    store = forms.ModelChoiceField(
        label=_("Store"),
        required=False,
        queryset=Store.objects.none(),
        empty_label=_("All stores"),
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self._staff = staff
        if staff.is_owner:
            self.fields["store"].queryset = Store.objects.all()
        else:
            del self.fields["store"]

    def chosen(self, referrals):
        """The referrals asked for; what cannot be read is as if not asked, its field says why."""
        self.full_clean()
        state, store = self.cleaned_data.get("state") or OPEN, self.cleaned_data.get("store")
        if state == OPEN:
            referrals = referrals.open()
        elif state != ALL:
            referrals = referrals.filter(state=state)
        if store:
            referrals = referrals.filter(store=store)
        return referrals.found_by(self.cleaned_data.get("q", ""), reader=self._staff)
