"""A date of birth, or of a wedding, as a model field and as a form field."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.models import Model
from django.db.models.expressions import Col
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .birthdays import Birthday, parse_anniversary, parse_birthday

EXAMPLES = _("Such as 1979-08-16, 农历八月十五, 闰六月初二, or an age: 42岁, 42岁(2021-05).")
CALENDARS = [("", _("As typed")), ("solar", _("Solar")), ("lunar", _("Lunar"))]


class BirthdayField(models.Field):
    """A `Birthday`, kept as its text ('leap-06-02/1979'); NULL where nothing is known.

    Text is accepted in lookups, so that day_key prefixes can be searched: `birthday__startswith="lunar-08-15/"`.
    """

    description = _("Date of birth")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"max_length": 32, "null": True, "blank": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "null", "blank"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def get_internal_type(self) -> str:
        return "CharField"

    def from_db_value(
        self, value: str | None, expression: Col | None, connection: DatabaseWrapper | None
    ) -> Birthday | None:
        return Birthday.from_text(value) if value else None

    def to_python(self, value: Birthday | str) -> Birthday:
        if value is None or isinstance(value, Birthday):
            return value
        try:
            return Birthday.from_text(value) if value else None
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def get_prep_value(self, value: Any) -> str | None:
        value = super().get_prep_value(value)
        return value.text if isinstance(value, Birthday) else value or None

    def value_to_string(self, obj: Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def formfield(self, **kwargs: Any) -> forms.Field:
        return super().formfield(**{"form_class": BirthdayFormField, "help_text": EXAMPLES, **kwargs})


class BirthdayWidget(forms.MultiWidget):
    """One line that takes any way of writing a birthday, and beside it the calendar where the line does not say."""

    use_fieldset = False

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        line = {"class": "form-control", "autocomplete": "off"}
        calendar = {"class": "form-select", "aria-label": _("Solar or lunar calendar")}
        super().__init__([forms.TextInput(line), forms.Select(calendar, choices=CALENDARS)], attrs)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def decompress(self, value: Birthday | None) -> list[str]:
        """Chinese words in every language: they read back as the same birthday, an age with its day included."""
        return [value.in_chinese(), ""] if isinstance(value, Birthday) else [value or "", ""]


class BirthdayFormField(forms.MultiValueField):
    """Cleans to a `Birthday` or None. Posted as NAME_0 (the text) and NAME_1 ('', 'solar' or 'lunar')."""

    widget = BirthdayWidget
    parse = staticmethod(parse_birthday)

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False, max_length=60), forms.ChoiceField(choices=CALENDARS, required=False)]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> Birthday | None:
        text, calendar = values or ["", ""]
        if not text:
            return None
        try:
            return self.parse(text, today=timezone.localdate(), calendar=calendar or None)
        except ValueError as error:
            raise ValidationError(str(error)) from error


class AnniversaryFormField(BirthdayFormField):
    """The same for the day of a wedding, where an age makes no sense."""

    parse = staticmethod(parse_anniversary)
