from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils import translation

from customers.models import Customer
from dealercrm.lib.birthday_field import BirthdayField, BirthdayFormField
from dealercrm.lib.birthdays import Birthday
from tests.factories import make_customer, make_store

LEAP = Birthday("lunar", 1979, 6, 2, leap=True)


class PersonForm(forms.Form):
    birthday = BirthdayFormField(required=False)


def fill(text, calendar="", **kwargs):
    return PersonForm({"birthday_0": text, "birthday_1": calendar}, **kwargs)


def test_the_column_keeps_the_text_and_gives_the_value():
    field = BirthdayField()
    assert field.get_prep_value(LEAP) == "leap-06-02/1979"
    assert field.from_db_value("leap-06-02/1979", None, None) == LEAP
    assert field.get_prep_value(None) is field.get_prep_value("") is field.from_db_value(None, None, None) is None
    assert field.clean(LEAP, None) == LEAP
    assert field.to_python("leap-06-02/1979") == LEAP
    with pytest.raises(ValidationError):
        field.to_python("sometime")


def test_the_column_is_short_text():
    assert BirthdayField().db_type(connection) == "varchar(32)"
    assert BirthdayField("birthday").deconstruct()[2:] == ([], {"verbose_name": "birthday"})
    assert isinstance(BirthdayField("birthday").formfield(), BirthdayFormField)
    assert isinstance(BirthdayField(), models.Field)


@pytest.mark.django_db
def test_the_database_gives_back_the_value_and_can_be_asked_by_the_day_alone():
    store = make_store()
    born_in_leap_month, unknown = make_customer(store, birthday=LEAP), make_customer(store)
    assert Customer.objects.get(birthday=LEAP) == born_in_leap_month
    assert Customer.objects.get(birthday__startswith="leap-06-02/").birthday == LEAP
    assert Customer.objects.get(birthday=None) == unknown
    with connection.cursor() as cursor:
        cursor.execute("select split_part(birthday, '/', 1) from customers_customer where birthday is not null")
        assert cursor.fetchall() == [(LEAP.day_key,)]


def test_a_form_takes_what_people_type():
    form = fill("闰六月初二")
    assert form.is_valid()
    assert form.cleaned_data["birthday"] == Birthday("lunar", None, 6, 2, leap=True)


def test_the_calendar_beside_the_text_counts():
    form = fill("8.16", "lunar")
    assert form.is_valid()
    assert form.cleaned_data["birthday"] == Birthday("lunar", None, 8, 16)


def test_nothing_typed_is_no_birthday():
    form = fill("", "lunar")
    assert form.is_valid()
    assert form.cleaned_data["birthday"] is None


def test_a_form_says_what_is_wrong():
    with translation.override("en"):
        assert fill("2021.13.45").errors["birthday"] == ["There is no month 13."]
        assert "cannot be read" in fill("去年").errors["birthday"][0]


@pytest.mark.parametrize(
    "birthday", [LEAP, Birthday("solar", None, 10, 9), Birthday("age", age=42, as_of=date(2021, 5, 1))]
)
def test_saving_a_form_unchanged_changes_nothing(birthday):
    with translation.override("en"):
        shown = PersonForm(initial={"birthday": birthday})["birthday"].subwidgets[0].data["subwidgets"][0]["value"]
        form = fill(shown, initial={"birthday": birthday})
        assert form.is_valid()
        assert form.cleaned_data["birthday"] == birthday
        assert not form.has_changed()


def test_the_label_belongs_to_the_text():
    html = str(PersonForm()["birthday"]) + PersonForm()["birthday"].label_tag()
    assert 'for="id_birthday_0"' in html
    assert 'name="birthday_1"' in html
