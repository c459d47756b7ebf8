"""Adding photos and files, as staff choose or photograph them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.boxes import day_field
from customers.forms.layout import bare_helper, row
from customers.forms.masked_fields import UnreadTexts
from customers.forms.minors_in_text import AsksAboutChildren
from customers.forms.stale_edit import Seen
from customers.models import Attachment
from dealercrm.lib.pictures import looks_like_picture
from dealercrm.lib.uploads import ACCEPT, FILES_AT_ONCE

# Another home may need permission: its part of the form comes anew, what was chosen stays.
ASKED_ANEW = {"hx-target": "#about-files", "hx-select": "#about-files", "hx-include": "#about-files"}
ASKED_ANEW |= {"hx-swap": "outerHTML", "hx-disabled-elt": "this"}
CAMERA = {"accept": "image/*", "capture": "environment", "multiple": False}


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Its value is a list of uploaded files; one that is empty is told apart when it is looked into."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        return list(data or ())


class FilesForm(AsksAboutChildren, forms.Form):
    """What to keep (`uploads`) and what it is about (`about`, as add_files takes it).

    `at_home`: they are about a home in any case. Permission is asked where the chosen home has none; `chosen` is what
    the address says about home and caption, before anything is sent.
    """

    photo = ManyFilesField(label=_("Take a photo"), required=False, widget=ManyFilesInput(CAMERA))
    files: Any = ManyFilesField(
        label=_("Choose photos and files"), required=False, widget=ManyFilesInput({"accept": ACCEPT})
    )
    home = forms.ModelChoiceField(None, label=_("Of what"), required=False)
    order = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)
    shows = forms.ChoiceField(
        label=_("What the photo shows"),
        choices=[("home", _("People, or the inside of a home")), ("goods", _("Only goods, drawings or papers"))],
        required=False,
    )
    allowed_by = forms.CharField(
        label=_("photos allowed by"),
        max_length=60,
        required=False,
        help_text=_("Photos of people or of a home are kept only with the family's permission: whose?"),
    )
    allowed_on = day_field(label=_("photos allowed on"), required=False)
    caption = forms.CharField(
        label=_("caption"), max_length=Attachment._meta.get_field("caption").max_length, required=False
    )

    def __init__(self, data=None, files=None, *, customer, reader, at_home, chosen):
        homes = list(customer.homes.all())
        first = {"allowed_on": timezone.localdate(), "caption": chosen.get("caption", "")}
        first |= {"order": chosen.get("order"), "shows": chosen.get("shows") or "home"}
        first["home"] = chosen.get("home") or (homes[0] if at_home and homes else None)
        super().__init__(data, files, initial=first, auto_id="file_%s")
        self.fields["home"].queryset = customer.homes.all()
        self.fields["home"].label_from_instance = lambda home: str(reader.show(home, of=customer))
        self.fields["home"].empty_label = None if at_home and homes else _("The customer: contract, drawing ...")
        about = {"hx-get": reverse("customers:file-create", args=[customer.pk]), "hx-trigger": "change"}
        for name in ("home", "shows"):
            self.fields[name].widget.attrs |= about | ASKED_ANEW
        self.fields["order"].queryset = customer.orders.all()
        if at_home and not homes:
            del self.fields["home"]
        self._homes, self._at_home = {str(home.pk): home for home in homes}, at_home

    @property
    def chosen_home(self):
        """The Home that stands in the form now, or None."""
        value = self["home"].value() if "home" in self.fields else None
        return self._homes.get(str(getattr(value, "pk", value)))

    @property
    def asks_permission(self):
        if self["shows"].value() == "goods":
            return False
        home = self.chosen_home or next(iter(self._homes.values()), None)
        return home is None or not home.photo_permission_on

    @property
    def helper(self):
        asked = [row(("allowed_by", 6), ("allowed_on", 6))] if self.asks_permission else []
        return bare_helper("order", *(["home"] if "home" in self.fields else []), "shows", *asked, "caption")

    @property
    def uploads(self):
        """The files themselves, as they were sent."""
        return self.cleaned_data["photo"] + self.cleaned_data["files"]

    @property
    def about(self):
        names = ("caption", "allowed_by", "allowed_on")
        about = {name: self.cleaned_data.get(name) for name in (*names, "home", "order")}
        return about | {"shows_home": self.cleaned_data["shows"] != "goods"}

    def clean_allowed_on(self):
        day = self.cleaned_data["allowed_on"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self):
        data = super().clean()
        count = len(self.uploads)
        if not count:
            raise ValidationError(_("Choose a photo or a file."))
        if count > FILES_AT_ONCE:
            limit = {"limit": FILES_AT_ONCE}
            raise ValidationError(_("At most %(limit)s at once: choose the rest afterwards."), params=limit)
        told = data.get("allowed_by") and data.get("allowed_on")
        if self.asks_permission and not told and "allowed_on" not in self.errors and any(map(_shows, self.uploads)):
            self.add_error("allowed_by", _("A photo of people or a home needs it: who allowed it, and on which day?"))
        return data


def _shows(upload):
    head = upload.read(16)
    upload.seek(0)
    return looks_like_picture(head)


class CaptionForm(AsksAboutChildren, UnreadTexts, Seen, forms.ModelForm):
    class Meta:
        model = Attachment
        fields = ["caption"]
