from django import forms
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    """Why an archive is erased, and that it is meant: there is no way back."""

    why = forms.CharField(
        label=_("Who asked for it, and how"), max_length=200, help_text=_("Without a name: this sentence stays.")
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back."))
