"""Every text about a customer that a person may have typed or a workbook brought, whatever floor its table is on.

Found by the models themselves, so that a new field is never forgotten: whoever looks through all texts asks here.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db.models import CharField, Field, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from customers import facts
from customers.minors import WORTH_READING, YOUNG_RELATIONS, child_words
from customers.models import (
    Activity,
    Customer,
    CustomerSearch,
    HouseholdMember,
    MarkedText,
    Merge,
    OwnField,
    OwnValues,
    RowChange,
)

# What the house writes itself, or keeps of texts that stand elsewhere.
NOT_TYPED = (Activity, CustomerSearch, MarkedText, Merge, RowChange)


class Text(NamedTuple):
    """A text of one row: of whom, where it stands, what its field is called, and what it says."""

    customer_id: int
    model: type[Model]
    row_id: int
    field: str
    label: str
    words: str

    @property
    def place(self) -> tuple[str, int, str]:
        return self.model._meta.label_lower, self.row_id, self.field

    def child_words(self, today: date) -> list[str]:
        return child_words(self.words, today, under=self.label)


@cache
def path_to_customer(model: type[Model]) -> str:
    """'pk', 'customer', 'order__customer'; '' for a model whose rows are about no customer."""
    if model is Customer:
        return "pk"
    links = [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is not model]
    direct = [field.name for field in links if field.related_model is Customer]
    if direct:
        return "customer" if "customer" in direct else direct[0]
    for field in links:
        if field.related_model._meta.app_label != "stores" and (path := path_to_customer(field.related_model)):
            return f"{field.name}__{path}"
    return ""


@cache
def typed_fields(model: type[Model]) -> tuple[Field, ...]:
    """Those of its fields that hold words of a person's own, not codes or names of files."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if type(field) in (CharField, TextField) and not field.choices and field.editable
    )


def _tables() -> Iterator[tuple[type[Model], str, tuple[Field, ...]]]:
    """Every model with texts about customers, the path to the customer, and its fields."""
    for model in apps.get_models():
        path, fields = path_to_customer(model), typed_fields(model)
        if path and fields and model not in NOT_TYPED:
            yield model, path, fields


def texts_of(customer_ids: Iterable[int]) -> Iterator[Text]:
    """All that stands in the archives of these customers, empty texts left out."""
    ids = list(customer_ids)
    for model, path, fields in _tables():
        if model is not HouseholdMember:
            yield from _texts_in(model._base_manager.filter(**{f"{path}__in": ids}), path, fields)
    yield from _member_texts(ids)
    yield from _own_texts(ids)
    yield from _old_contacts(Activity.objects.filter(customer__in=ids, kind=facts.OLD_CONTACT_NOTED))


def worth_reading() -> set[int]:
    """Ids of the customers with a text that may tell of a child, and of those who have a child: a question a table."""
    found: set[int] = set(HouseholdMember.objects.exclude(age_band="").values_list("customer", flat=True))
    found.update(HouseholdMember.objects.filter(relation__in=YOUNG_RELATIONS).values_list("customer", flat=True))
    found.update(Customer.objects.exclude(household="").values_list("pk", flat=True))  # any day in it may be a birth
    for model, path, fields in _tables():
        found.update(_that_say(model, fields, WORTH_READING).values_list(path, flat=True))
    found.update(OwnValues.objects.exclude(values={}).values_list("pk", flat=True))  # whatever their fields are called
    old = Activity.objects.filter(kind=facts.OLD_CONTACT_NOTED, data__note__iregex=WORTH_READING)
    found.update(old.values_list("customer_id", flat=True))
    return found - {None}


def texts_that_say(pattern: str, *, but: int) -> Iterator[Text]:
    """Texts of every archive `but` one that match an expression (for Python and Postgres alike): a question a table."""
    for model, path, fields in _tables():
        others = _that_say(model, fields, pattern).filter(**{f"{path}__isnull": False}).exclude(**{path: but})
        yield from _texts_in(others, path, fields)
    own = OwnValues.objects.alias(told=Cast("values", TextField())).filter(told__iregex=pattern)
    yield from _own_texts(own.exclude(pk=but).values_list("pk", flat=True))
    old = Activity.objects.filter(kind=facts.OLD_CONTACT_NOTED, data__note__iregex=pattern).exclude(customer=but)
    yield from _old_contacts(old)


def _that_say(model: type[Model], fields: tuple[Field, ...], pattern: str) -> QuerySet:
    tells = Q(*((f"{field.name}__iregex", pattern) for field in fields), _connector=Q.OR)
    return model._base_manager.filter(tells).order_by()


def _texts_in(rows: QuerySet, path: str, fields: tuple[Field, ...]) -> Iterator[Text]:
    for customer_id, row_id, *words in rows.values_list(path, "pk", *(field.name for field in fields)).iterator():
        for field, text in zip(fields, words, strict=True):
            if text:
                yield Text(customer_id, rows.model, row_id, field.name, str(field.verbose_name), text)


def _old_contacts(rows: QuerySet) -> Iterator[Text]:
    for customer_id, row_id, note in rows.values_list("customer_id", "pk", "data__note"):
        if note:
            yield Text(customer_id, Activity, row_id, "note", "", note)


def under_of(row: Model, field: Field, today: date) -> str:
    """What a field is called, for whoever looks for words about a child: all that is said of a child is about one."""
    is_childs = isinstance(row, HouseholdMember) and row.is_child(today)
    return f"child {field.verbose_name}" if is_childs else str(field.verbose_name)


def _member_texts(ids: list[int]) -> Iterator[Text]:
    today = timezone.localdate()
    for member in HouseholdMember.objects.filter(customer__in=ids):
        for field in typed_fields(HouseholdMember):
            if text := getattr(member, field.name):
                under = under_of(member, field, today)
                yield Text(member.customer_id, HouseholdMember, member.pk, field.name, under, text)


def _own_texts(ids: Iterable[int]) -> Iterator[Text]:
    labels = {field.key: field.label for field in OwnField.objects.all()}
    for pk, values in OwnValues.objects.filter(pk__in=ids).values_list("pk", "values"):
        for key, value in values.items():
            if value not in (None, ""):
                yield Text(pk, OwnValues, pk, key, labels.get(key, ""), str(value))
