"""What people type about contacts, rules and messages."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.layout import Column, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.revisits import ALL, ASK_COMPLAINT, ASK_WHAT, WAY
from campaigns.models import Revisit, TouchpointRule
from customers.forms.layout import bare_helper
from customers.forms.minors_in_text import AsksAboutChildren
from dealercrm.lib.stale_edit import Seen

NOTE = {"rows": 3, "data-complaint": _("What do they complain about?"), "data-said": ""}  # what today.js asks there
REFUSALS = [(ALL, _("No contact any more, but for service")), (WAY, _("Not this way"))]
LETTERS = [(letter, letter) for letter in "ABCD"]


class DayInput(forms.DateInput):
    """The browser's own calendar; it understands ISO days only."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class RevisitForm(AsksAboutChildren, forms.ModelForm):
    """A contact as logged; the same fields stand on the card of Today (_revisit_fields.html)."""

    # No field of the model's: that this key was used before is the double tap, which the action answers.
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("What was said"), required=False, max_length=2000, widget=forms.Textarea(NOTE)
    )

    refuses = forms.ChoiceField(
        label=_("What do they not want?"),
        required=False,
        choices=REFUSALS,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Revisit
        fields = ["outcome", "way", "mood", "note", "needs", "next_on"]
        widgets = {
            "outcome": forms.RadioSelect,
            "way": forms.RadioSelect,
            "mood": forms.RadioSelect,
            "next_on": DayInput,
        }
        labels = {"needs": _("What they need"), "next_on": _("Get in touch again on")}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = Revisit.Outcome.choices
        self.fields["way"].choices = self.fields["way"].choices[1:]  # without the empty one
        self.fields["mood"].choices = [("", _("not said")), *Revisit.Mood.choices]
        self.fields["next_on"].widget.attrs["min"] = today.isoformat()

    def clean(self):
        data = super().clean()
        if data.get("outcome") == Revisit.Outcome.REFUSED and not data.get("refuses"):
            self.add_error("refuses", ASK_WHAT)
        is_complaint = data.get("mood") == Revisit.Mood.COMPLAINT
        if is_complaint and "note" not in self.errors and not data["note"].strip():
            self.add_error("note", ASK_COMPLAINT)
        return data


class PostponeForm(forms.Form):
    to = forms.DateField(label=_("new day"))


class SkipForm(AsksAboutChildren, forms.Form):
    why = forms.CharField(label=_("why not"), max_length=200)


class RuleForm(Seen, forms.ModelForm):
    """What a dealer decides about a rule; its occasion stays what it is."""

    tiers = forms.MultipleChoiceField(
        label=_("tiers"),
        choices=LETTERS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: everybody, also customers without a tier."),
    )

    lead_days = forms.IntegerField(
        label=_("days ahead"),
        min_value=0,
        max_value=30,
        help_text=_("A day or two before a great festival, when everybody is flooded on the day itself."),
    )
    grace_days = forms.IntegerField(
        label=_("worth doing for, days"),
        min_value=0,
        max_value=90,
        help_text=_("Later than this it expires: a wish three days late is none."),
    )

    class Meta:
        model = TouchpointRule
        fields = ["name", "tiers", "way", "doer", "lead_days", "grace_days", "how", "guide", "avoid", "is_active"]
        widgets = {name: forms.Textarea({"rows": rows}) for name, rows in (("how", 2), ("guide", 4), ("avoid", 2))}
        labels = {"name": _("Rule")}
        help_texts = {
            "guide": _(
                "{称呼}, {产品}, {家人}, {我} and {门店} become the customer's own address, goods, family, who speaks "
                "and the store. {开场} introduces who speaks where the customer does not know them yet; {日子} says "
                "whether the day is today, tomorrow or over; {近况} how long ago the last contact was; {关照} asks "
                "about what they bought; {装好} is how long ago it was installed."
            ),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["tiers"] = list(self.instance.tiers)
        self.helper = bare_helper(
            "name",
            Row(Column("way"), Column("doer")),
            InlineCheckboxes("tiers"),
            Row(Column("lead_days"), Column("grace_days")),
            "how",
            "guide",
            "avoid",
            "is_active",
        )

    def clean_tiers(self):
        return "".join(sorted(self.cleaned_data["tiers"]))
