"""The numbers of a category."""

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.layout import bare_helper, row
from customers.models import Category
from dealercrm.lib.stale_edit import Seen

MOST = {"first_revisit_days": 3650, "care_every_months": 120, "replace_from_years": 100, "replace_to_years": 100}


class CategoryForm(Seen, forms.ModelForm):
    class Meta:
        model = Category
        fields = list(MOST)
        help_texts = {
            "replace_from_years": _("From then on the family counts as due for a new one. Empty: it is not replaced."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, most in MOST.items():
            old = self.fields[name]
            self.fields[name] = forms.IntegerField(
                label=old.label, help_text=old.help_text, required=False, min_value=1, max_value=most
            )

    @property
    def helper(self):
        return bare_helper(
            row(("first_revisit_days", 6), ("care_every_months", 6)),
            row(("replace_from_years", 6), ("replace_to_years", 6)),
        )
