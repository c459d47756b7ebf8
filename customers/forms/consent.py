"""What a customer allows or withdraws, as staff hear it."""

from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.boxes import day_field
from customers.forms.layout import bare_helper, row
from customers.forms.minors_in_text import AsksAboutChildren
from customers.models import Consent

HOWS = [choice for choice in Consent.How.choices if choice[0] != Consent.How.ERASURE]


class ConsentForm(AsksAboutChildren, forms.Form):
    """One channel, given or withdrawn, by the day it was said."""

    channel = forms.ChoiceField(label=_("Channel"), choices=Consent.Channel.choices)
    is_given = forms.TypedChoiceField(
        label=_("What they want"),
        choices=[("1", _("They agree to be contacted")), ("0", _("They do not want to be contacted"))],
        coerce=lambda value: value == "1",
    )
    how = forms.ChoiceField(label=_("How it was said"), choices=HOWS)
    on = day_field(label=_("On"), initial=timezone.localdate)
    wording = forms.CharField(
        label=_("In which words"), max_length=300, help_text=_("As they said it, or as it stands on the paper.")
    )

    def __init__(self, *args, instance, by, reader, about, **kwargs):
        self.about = about
        super().__init__(*args, **kwargs)

    @property
    def helper(self):
        return bare_helper(row(("channel", 6), ("is_given", 6)), row(("how", 6), ("on", 6)), "wording")

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    @property
    def said(self):
        """What record_consent takes; today is now, an earlier day its noon."""
        data = dict(self.cleaned_data)
        day, now = data.pop("on"), timezone.now()
        return data | {
            "at": now if day == timezone.localdate() else timezone.make_aware(datetime.combine(day, time(12)))
        }
