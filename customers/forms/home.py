"""Homes and what stands in them, as staff write them down."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.forms.boxes import box, rows, typed
from customers.forms.layout import bare_helper, row
from customers.forms.part import PartForm
from customers.models import Home, HomeItem


class HomeForm(PartForm):
    class Meta:
        model = Home
        fields = typed(Home)
        formfield_callback = box

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["renovation_round"].min_value = 1
        self.fields["renovation_round"].widget.attrs |= {"min": 1, "max": 9}
        self.fields["area"].widget.attrs |= {"min": 1}

    @property
    def helper(self):
        return bare_helper(*rows(self))

    def clean_renovation_round(self):
        renovation = self.cleaned_data["renovation_round"]
        if not 1 <= renovation <= 9:
            raise forms.ValidationError(_("From 1 to 9."))
        return renovation

    def clean_area(self):
        area = self.cleaned_data["area"]
        if area is not None and area <= 0:
            raise forms.ValidationError(_("A home has more than no area."))
        return area

    def clean(self):
        data = super().clean()
        by, on = data.get("photo_permission_by"), data.get("photo_permission_on")
        if bool(by) != bool(on) and not {"photo_permission_by", "photo_permission_on"} & self.errors.keys():
            self.add_error(
                "photo_permission_on" if by else "photo_permission_by", _("Who allowed it, and on which day?")
            )
        if on and on > timezone.localdate():
            self.add_error("photo_permission_on", _("This day is still to come."))
        return data


class ItemForm(PartForm):
    class Meta:
        model = HomeItem
        fields = ["product", "category", "state", "bought_from_us", "brand", "bought_on", "notes"]
        formfield_callback = box
        help_texts = {"state": _("Missing: what the family does not have yet and may want.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].empty_label = _("by its name")

    @property
    def helper(self):
        return bare_helper(
            row(("product", 6), ("category", 6)),
            row(("state", 4), ("bought_on", 4), ("brand", 4)),
            "bought_from_us",
            "notes",
        )

    def clean_bought_on(self):
        day = self.cleaned_data["bought_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day
