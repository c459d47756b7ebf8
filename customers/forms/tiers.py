"""How the dealer weighs customers, and what each tier gets (TI-2, TI-5)."""

from itertools import pairwise

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.entitlements import Entitlement, entitlements
from customers.models import TierScheme
from customers.scoring import signals
from customers.tiering import LETTERS, SIDES

MOST_WEIGHT = 100


class SchemeForm(forms.ModelForm):
    """A scheme with a field for each weight. `seen` is the version it was made from."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = TierScheme
        fields = ["letters_by", "a", "b", "c", "levels", "levels_by", "first", "second", "third", "from_on"]
        widgets = {"from_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, data=None, *, scheme):
        super().__init__(data, instance=TierScheme(), initial=forms.model_to_dict(scheme))
        self.initial |= {"seen": scheme.pk, "from_on": timezone.localdate()}
        for code, signal in signals().items():
            self.fields[f"weight_{code}"] = forms.IntegerField(
                label=signal.label, min_value=0, max_value=MOST_WEIGHT, initial=scheme.weights.get(code, 0),
                error_messages={"min_value": gettext_lazy("A weight is at least 0: 0 leaves it out.")},
            )  # fmt: skip
        for name in ("a", "b", "c", "first", "second", "third"):
            self.fields[name] = forms.IntegerField(label=self.fields[name].label, min_value=1, max_value=99)
        self.fields["third"].required = False
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.TypedChoiceField) else "form-control"

    def weights(self):
        """[(side, [bound field])] to be drawn."""
        return [
            (side, [self[f"weight_{code}"] for code, signal in signals().items() if signal.side == side])
            for side in SIDES
        ]

    def clean(self):
        data = super().clean()
        for side in SIDES:
            names = [f"weight_{code}" for code, signal in signals().items() if signal.side == side]
            if all(data.get(name) == 0 for name in names):
                self.add_error(names[0], _("One of them must weigh something: with all at 0 everybody is alike."))
        levels = ["first", "second", "third"][: (data.get("levels") or 3) - 1]
        if "third" in levels and data.get("third") is None and "third" not in self.errors:
            self.add_error("third", _("With four levels the third needs a beginning."))
        self._in_order(["a", "b", "c"], data.get("letters_by"))
        self._in_order(levels, data.get("levels_by"))
        data["third"] = data.get("third") or TierScheme._meta.get_field("third").default
        if data.get("from_on") and data["from_on"] < timezone.localdate():
            self.add_error("from_on", _("A scheme holds from today on, or from a later day."))
        return data

    def _in_order(self, names, by):
        for before, after in pairwise(names):
            one, other = self.cleaned_data.get(before), self.cleaned_data.get(after)
            if one is None or other is None:
                continue
            if by == TierScheme.By.SHARE and one >= other:
                said = _("Must be more than the %(share)d %% before it: the shares add up from the best down.")
                self.add_error(after, said % {"share": one})
            elif by == TierScheme.By.SCORE and one <= other:
                said = _("Must be less than the %(points)d points before it: the lower tier begins lower.")
                self.add_error(after, said % {"points": one})

    def draft(self):
        """The scheme that is asked for, not saved."""
        scheme = self.instance
        scheme.weights = {code: self.cleaned_data[f"weight_{code}"] for code in signals()}
        return scheme


class EntitlementForm(forms.Form):
    """What one tier gets."""

    rhythm_days = forms.IntegerField(label=gettext_lazy("in touch at least every, days"), min_value=1, max_value=3650)
    gift_yuan = forms.IntegerField(label=gettext_lazy("gifts a year, yuan"), min_value=0, max_value=1_000_000)
    services = forms.CharField(
        label=gettext_lazy("free services a year, one a line"), required=False, max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )  # fmt: skip

    def __init__(self, data=None, *, entitlement):
        self.of = entitlement
        known = {name: getattr(entitlement, name) for name in self.base_fields}
        super().__init__(data, prefix=entitlement.tier, initial=known)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control", "aria-label": f"{entitlement.tier}: {field.label}"}

    def entitlement(self):
        return Entitlement(self.of.letter, self.of.level, **self.cleaned_data)


def entitlement_forms(data, levels):
    """A form for each tier the dealer has."""
    known = entitlements()
    return [
        EntitlementForm(data, entitlement=known[letter, level]) for letter in LETTERS for level in range(1, levels + 1)
    ]
