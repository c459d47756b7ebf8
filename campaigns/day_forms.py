"""What a dealer types about special days: only what fits the kind of day is asked (TP-1)."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.actions.days import LONGEST_PAUSE
from campaigns.forms import DayInput
from campaigns.models import OwnDay
from customers.occupations import WORDS
from dealercrm.lib.birthdays.value import LUNAR, SOLAR, Birthday
from dealercrm.lib.stale_edit import Seen
from stores.models import Store

Falls = OwnDay.Falls
OCCUPATIONS = [(code, words[0]) for code, words in WORDS.items()]
WEEKDAYS = [(1, _("Monday")), (2, _("Tuesday")), (3, _("Wednesday")), (4, _("Thursday")), (5, _("Friday")),
            (6, _("Saturday")), (7, _("Sunday"))]  # fmt: skip
COUNTED = [(1, _("first")), (2, _("second")), (3, _("third")), (4, _("fourth"))]
ASKED = {
    Falls.SOLAR: ("month", "day"),
    Falls.LUNAR: ("month", "day"),
    Falls.NTH_WEEKDAY: ("month", "nth", "weekday"),
    Falls.LAST_WEEKDAY: ("month", "weekday"),
    Falls.ONCE: ("on",),
}
BY_FALL = ("month", "day", "nth", "weekday", "on")


class OwnDayForm(Seen, forms.ModelForm):
    """`by` is who writes; a manager writes down days of their own store only."""

    month = forms.TypedChoiceField(label=_("month"), coerce=int, choices=[(n, n) for n in range(1, 13)])
    day = forms.IntegerField(label=_("day"), min_value=1, max_value=31)
    nth = forms.TypedChoiceField(label=_("which"), coerce=int, choices=COUNTED)
    weekday = forms.TypedChoiceField(label=_("weekday"), coerce=int, choices=WEEKDAYS)
    on = forms.DateField(label=_("on"), widget=DayInput)
    occupations = forms.MultipleChoiceField(
        label=_("occupations"), choices=OCCUPATIONS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: for everybody."),
    )  # fmt: skip

    class Meta:
        model = OwnDay
        fields = ["name", "store", "kind", "falls", *BY_FALL, "until", "occupations"]
        help_texts = {"kind": _("On a day of silence nobody is wished well or sold to; service goes on.")}

    def __init__(self, *args, by, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["store"].empty_label = _("All stores")
        if not by.is_owner:
            self.fields["store"].queryset = Store.objects.filter(pk=by.store_id)
            self.fields["store"].empty_label = None
            self.fields["store"].required = True
        falls, kind = self["falls"].value(), self["kind"].value()
        asked = ASKED.get(falls, ASKED[Falls.SOLAR])
        for name in BY_FALL:
            if name not in asked:
                del self.fields[name]
        if falls != Falls.ONCE or kind != OwnDay.Kind.SILENCE:
            del self.fields["until"]
        if kind == OwnDay.Kind.SILENCE:
            del self.fields["occupations"]
        elif falls == Falls.LUNAR:
            self.fields["day"].help_text = _("The 30th is kept on the 29th where the month is that short.")
        for name in ("falls", "kind"):
            self.fields[name].widget.attrs |= {
                "hx-get": "", "hx-include": "closest form", "hx-target": "#day", "hx-swap": "outerHTML"
            }  # fmt: skip

    def clean(self):
        data = super().clean()
        if problem := self._problem({name: data.get(name) for name in self._meta.fields}):
            self.add_error("on" if "on" in self.fields else "day", problem)
        return data

    @property
    def values(self):
        """{field: value} of the whole row: what was not asked is empty."""
        found = {name: self.cleaned_data.get(name) for name in self._meta.fields}
        return found | {"occupations": found["occupations"] or []}

    def _problem(self, data):
        """A sentence for a day that does not exist; None where it does, or where a field of it is wrong already."""
        if data["falls"] in (Falls.SOLAR, Falls.LUNAR) and data["month"] and data["day"]:
            calendar = LUNAR if data["falls"] == Falls.LUNAR else SOLAR
            try:
                Birthday(calendar, None, data["month"], data["day"])
            except ValueError as error:
                return str(error)
        if data["on"] and (data["until"] or data["on"]) < self.today:
            return _("That is over.")
        if data["on"] and data["until"]:
            if data["until"] < data["on"]:
                return _("The last day lies before the first, or is over.")
            if (data["until"] - data["on"]).days >= LONGEST_PAUSE:
                return _("Greetings can be paused for %(n)d days at most.") % {"n": LONGEST_PAUSE}
        return None


class PauseForm(forms.Form):
    """Mourning: from today, unless another day is said."""

    why = forms.CharField(label=_("why"), max_length=40, required=False)
    first = forms.DateField(label=_("from"), widget=DayInput)
    last = forms.DateField(label=_("through"), widget=DayInput)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial = {"first": today, "last": today} | dict(self.initial)
        for name in ("first", "last"):
            self.fields[name].widget.attrs["min"] = today.isoformat()
