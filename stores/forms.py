from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.phones import find_phones
from dealercrm.lib.stale_edit import Seen
from stores.models import Role, Staff, Store
from stores.permissions import roles_given_by

AREA_CODE = RegexValidator(r"^0\d{2,3}$", _("An area code begins with 0 and has three or four digits, such as 0371."))


class LoginForm(forms.Form):
    username = UsernameField(label=_("Login name"), max_length=40, widget=forms.TextInput({"autofocus": True}))
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class StoreForm(Seen, forms.ModelForm):
    area_code = forms.CharField(
        label=_("Telephone area code"),
        max_length=4,
        required=False,
        validators=[AREA_CODE],
        help_text=_("Completes landline numbers written without it, such as 0371."),
    )

    class Meta:
        model = Store
        fields = ["name", "code", "city", "area_code", "address", "digest_at", "checks_a_month", "reveals_a_day",
                  "calling_hours", "contacts_a_week", "contacts_a_day"]  # fmt: skip
        labels = {"name": _("Store name")}
        error_messages = {"code": {"invalid": _("A code is made of letters, digits, - and _, without spaces: east-1.")}}
        widgets = {"digest_at": forms.TimeInput({"type": "time"}, format="%H:%M")}

    def __init__(self, *args, **kwargs):
        """What is not sent at all stays as it is, in a new store as usual; a box sent empty is asked for again."""
        super().__init__(*args, **kwargs)
        for name in self._meta.fields if self.is_bound else ():
            if self._meta.model._meta.get_field(name).has_default():
                field, sent_as = self.fields[name], self.add_prefix(name)
                field.required &= not field.widget.value_omitted_from_data(self.data, self.files, sent_as)


class PasswordMixin:
    """Checks `password` against the validators, with the person's own names known, as Django's forms do."""

    def _post_clean(self):
        super()._post_clean()
        password = self.cleaned_data.get("password")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as problem:
                self.add_error("password", problem)


class StaffForm(PasswordMixin, Seen, forms.ModelForm):
    """A member of staff as `by` may see and set them: of oneself neither role, store, password nor the account.

    `password` is no field of the model here: the action hashes it.
    """

    field_order = ["name", "role", "store", "username", "password", "phone", "email", "contacts_a_day", "is_active"]

    password = forms.CharField(
        label=_("First password"),
        strip=False,
        max_length=128,
        widget=forms.TextInput({"autocomplete": "new-password", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("At least 8 characters. Tell it to the person; they can change it after logging in."),
    )

    class Meta:
        model = Staff
        fields = ["name", "role", "store", "username", "phone", "email", "contacts_a_day", "is_active"]
        field_classes = {"username": UsernameField}
        labels = {"name": _("Full name")}
        help_texts = {"username": _("Letters, digits and @ . + - _ only; Chinese characters are possible.")}

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", "---------")] + [
            (role, role.label) for role in Role if role in roles_given_by(by.role)
        ]
        if not by.is_owner:
            del self.fields["store"]
            self.instance.store = by.store
        if self.instance.pk == by.pk:
            for name in ("role", "store", "password", "is_active"):
                self.fields.pop(name, None)
        elif self.instance.pk:
            password = self.fields["password"]
            password.required, password.label = False, _("New password")
            password.help_text = _("Leave empty to keep the old one.")
        else:
            self.initial.setdefault("store", by.store_id)
            del self.fields["is_active"]

    def clean_phone(self):
        """Kept as the archive keeps numbers: a colleague's phone must be known when a referral names it."""
        typed = self.cleaned_data["phone"]
        phones, rest = find_phones(typed)
        if typed and (len(phones) != 1 or rest):
            raise ValidationError(_("This is not one phone number. A landline needs its area code: 0371-62345678."))
        return "".join(phones)

    def clean(self):
        data = super().clean()
        if "store" in self.fields and data.get("role") not in (None, Role.OWNER) and not data.get("store"):
            self.add_error("store", _("Everybody but the owner belongs to a store."))
        return data


class OwnerForm(PasswordMixin, forms.ModelForm):
    """The owner's account on the first day; typed twice, as nobody could reset it."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    again = forms.CharField(
        label=_("Password again"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"})
    )

    class Meta:
        model = Staff
        fields = ["name", "username"]
        labels = {"name": _("Full name")}
        field_classes = {"username": UsernameField}

    def clean_again(self):
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(_("The two passwords are not the same."))
        return again


class FirstStoreForm(StoreForm):
    prefix = "store"

    class Meta(StoreForm.Meta):
        fields = ["name", "code", "city", "area_code"]


class HandoverForm(forms.Form):
    """Who takes over a leaver's work: colleagues of the store whose role can do a part of it."""

    receivers = forms.ModelMultipleChoiceField(
        Staff.objects.none(),
        label=_("Who takes over"),
        error_messages={"required": _("Choose at least one colleague.")},
    )

    def __init__(self, *args, leaver, work, **kwargs):
        super().__init__(*args, **kwargs)
        roles = {role for part, __, ___ in work for role in part.roles}
        colleagues = Staff.objects.active().filter(store_id=leaver.store_id, role__in=roles).exclude(pk=leaver.pk)
        self.fields["receivers"].queryset = colleagues.order_by("role", "name", "pk")
        self.fields["receivers"].required = bool(work)
