"""What people type about contacts, rules and messages."""

from crispy_forms.bootstrap import InlineCheckboxes
from crispy_forms.layout import Column, Row
from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from campaigns.actions.revisits import ALL, ASK_COMPLAINT, ASK_WHAT, WAY
from campaigns.models import OwnDay, Revisit, TouchpointRule
from campaigns.special_days import OWN, PROFESSION
from customers.forms.layout import bare_helper
from customers.forms.minors_in_text import AsksAboutChildren
from customers.models import Customer, HouseholdMember
from customers.occupations import WORDS as OCCUPATIONS
from dealercrm.lib.stale_edit import Seen

Trigger = TouchpointRule.Trigger
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
    note = forms.CharField(label=_("What was said"), required=False, max_length=2000, widget=forms.Textarea(NOTE))

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


WHO = ("tiers", "levels", "kinds", "occupations", "category")
# What is asked of each kind of rule beside what is asked of all.
ASKED = {
    Trigger.FESTIVAL: ("day_code", *WHO),
    Trigger.PROFESSION: ("day_code", "tiers", "levels"),
    Trigger.BIRTHDAY: WHO,
    Trigger.HOUSEHOLD_BIRTHDAY: ("day_code", "tiers", "levels", "category"),
    Trigger.WEDDING: WHO,
    Trigger.AFTER_SIGN: ("after_days", "sequence", "ends_early", "tiers", "levels", "category"),
    Trigger.AFTER_DELIVERY: ("after_days", "sequence", "ends_early", "tiers", "levels", "category"),
    Trigger.AFTER_INSTALL: ("after_days", "sequence", "ends_early", "tiers", "levels", "category"),
    Trigger.CARE: ("category", "every_months", "tiers", "levels"),
    Trigger.RHYTHM: ("tiers", "levels", "occupations", "category"),
    Trigger.NEXT_PURCHASE: ("at_least", "tiers", "levels", "category"),
    Trigger.STALE: ("after_days", "tiers", "levels"),
    Trigger.STOCK_CHECK: ("after_days",),
}
OF_SOME = ("day_code", "after_days", "every_months", "at_least", "sequence", "ends_early", *WHO)
NEEDED = ("day_code", "after_days", "every_months")
FEWEST_DAYS = {Trigger.STOCK_CHECK: 7, Trigger.STALE: 30}


def ticks(label, choices, help_text=""):
    widget = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=widget, help_text=help_text)


class RuleForm(Seen, forms.ModelForm):
    """What a dealer decides about a rule: only what fits its kind is asked, and the kind stays what it is.

    `calendar` has the days to choose from; whoever leaves a box out means what stands in the rule.
    """

    tiers = ticks(_("tiers"), LETTERS, _("None ticked: everybody, also customers without a tier."))
    levels = ticks(_("levels"), [(level, level) for level in "1234"])
    kinds = ticks(
        _("kinds"),
        Customer.Kind.choices,
        _(
            "None ticked: old customers of every kind. A partner who never bought is reached only where their kind is "
            "ticked."
        ),
    )
    occupations = ticks(_("occupations"), [(code, words[0]) for code, words in OCCUPATIONS.items()])
    ends_early = ticks(_("the sequence ends when"), TouchpointRule.EndsEarly.choices)
    day_code = forms.ChoiceField(label=_("which day"))
    after_days = forms.IntegerField(label=_("days after"), min_value=0, max_value=3650)
    every_months = forms.IntegerField(label=_("every, months"), min_value=1, max_value=60)
    at_least = forms.IntegerField(label=_("likely by at least, %"), min_value=0, max_value=100, required=False)
    budget = forms.IntegerField(label=_("budget a head, yuan"), min_value=0, max_value=100_000, required=False)
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
        fields = [
            "name", *OF_SOME, "nature", "way", "present", "budget", "doer", "lead_days", "grace_days", "on_silence",
            "how", "guide", "avoid", "is_active",
        ]  # fmt: skip
        widgets = {name: forms.Textarea({"rows": rows}) for name, rows in (("how", 2), ("guide", 4), ("avoid", 2))}
        labels = {"name": _("Rule"), "category": _("who bought")}
        help_texts = {
            "sequence": _("Rules of one name follow each other after the same order, and end together."),
            "guide": _(
                "{称呼}, {产品}, {家人}, {我} and {门店} become the customer's own address, goods, family, who speaks "
                "and the store. {开场} introduces who speaks where the customer does not know them yet; {日子} says "
                "whether the day is today, tomorrow or over; {近况} how long ago the last contact was; {关照} asks "
                "about what they bought; {装好} is how long ago it was installed."
            ),
        }

    def __init__(self, *args, calendar=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("tiers", "levels"):
            if isinstance(self.initial.get(name), str):
                self.initial[name] = list(self.initial[name])
        trigger = Trigger(self.instance.trigger)
        asked = ASKED[trigger]
        self.fields["day_code"].choices = days_to_choose(
            trigger, calendar or OwnDay.objects.calendar(self.instance.store_id)
        )
        for name in OF_SOME:
            if name not in asked:
                del self.fields[name]
            elif name in NEEDED:
                self.fields[name].required = True
        if trigger == Trigger.HOUSEHOLD_BIRTHDAY:
            self.fields["day_code"].label, self.fields["day_code"].required = _("whose"), False
        if trigger == Trigger.CARE:
            self.fields["category"].required, self.fields["category"].label = True, _("goods")
        if trigger in FEWEST_DAYS:
            self.fields["after_days"].min_value = FEWEST_DAYS[trigger]
            self.fields["after_days"].validators.append(MinValueValidator(FEWEST_DAYS[trigger]))
        for name in ("nature", "on_silence"):
            self.fields[name].required = False
        who = [InlineCheckboxes(name) for name in ("tiers", "levels", "kinds", "occupations") if name in asked]
        self.helper = bare_helper(
            "name",
            Row(*(Column(name) for name in ("day_code", "after_days", "every_months", "at_least") if name in asked)),
            *who,
            *(name for name in ("category",) if name in asked),
            Row(Column("way"), Column("present"), Column("budget"), Column("doer")),
            Row(Column("lead_days"), Column("grace_days"), Column("nature"), Column("on_silence")),
            *(name for name in ("sequence",) if name in asked),
            *(InlineCheckboxes(name) for name in ("ends_early",) if name in asked),
            "how",
            "guide",
            "avoid",
            "is_active",
        )

    def clean_tiers(self):
        return "".join(sorted(self.cleaned_data["tiers"]))

    def clean_levels(self):
        return "".join(sorted(self.cleaned_data["levels"]))

    def clean_nature(self):
        return self.cleaned_data["nature"] or self.instance.nature

    def clean_on_silence(self):
        return self.cleaned_data["on_silence"] or self.instance.on_silence

    def clean_budget(self):
        return self.cleaned_data["budget"] or 0


def days_to_choose(trigger, calendar):
    """[(code, name)] of the days that rules of a kind may name, in the order of the year."""
    if trigger == Trigger.HOUSEHOLD_BIRTHDAY:
        return [("", _("everybody in the household")), *HouseholdMember.Relation.choices]
    days = [day for day in calendar.days.values() if day.greeting_policy != "no_greeting"]
    if trigger == Trigger.PROFESSION:
        return [(day.code, day.name) for day in days if day.occupations]
    return [
        (day.code, day.name) for day in days if day.kind != PROFESSION and not (day.kind == OWN and day.occupations)
    ]
