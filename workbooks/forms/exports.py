"""What the owner says before the archive leaves the house."""

from django import forms
from django.utils.translation import gettext_lazy as _

from workbooks.models import ExportJob


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=_("format"),
        choices=ExportJob.Format.choices,
        initial=ExportJob.Format.XLSX,
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label=_("Your password, once more"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        help_text=_("The file holds all numbers in full. Nobody else may write one in your name."),
    )
