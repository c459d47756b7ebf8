"""Forms built from the table of the archive's facts: which boxes there are, how each is typed into, and their rows."""

from collections.abc import Iterator

from django import forms
from django.db import models

from customers.archive_facts.fact import Section
from customers.archive_facts.table import facts_of
from customers.forms.layout import row
from customers.models import Customer, CustomerPhone
from dealercrm.lib.plain_number import PlainNumber


def day_field(**kwargs):
    return forms.DateField(widget=day_input(), **kwargs)


def day_input():
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def box(field: models.Field, **kwargs) -> forms.Field | None:
    """The `formfield_callback` of model forms: days, numbers and long texts as people type them."""
    if isinstance(field, models.DateField):
        kwargs["widget"] = day_input()
    elif isinstance(field, models.DecimalField):
        kwargs["widget"] = PlainNumber
    elif lines := next((fact.rows for fact in facts_of(field.model) if fact.name == field.name), 0):
        kwargs["widget"] = forms.Textarea({"rows": lines})
    return field.formfield(**kwargs)


def typed(model: type[models.Model]) -> list[str]:
    """The fields of a model that people type into its form."""
    return [fact.name for fact in facts_of(model) if fact.section]


def rows(form: forms.ModelForm, section: Section = Section.HOST) -> Iterator:
    """The boxes that the form has of this section, side by side as long as twelve twelfths hold them."""
    together, taken = [], 0
    model = form._meta.model
    facts = facts_of(model, CustomerPhone) if model is Customer else facts_of(model)
    for fact in facts:
        if fact.section != section or fact.key not in form.fields:
            continue
        if together and taken + fact.width > 12:
            yield _row(together)
            together, taken = [], 0
        together.append(fact)
        taken += fact.width
    if together:
        yield _row(together)


def _row(facts):
    if [fact.width for fact in facts] == [12]:
        return facts[0].key
    return row(*((fact.key, fact.width) for fact in facts), narrow=facts[0].narrow)
