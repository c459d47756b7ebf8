"""Every text about a customer that a person may have typed or a workbook brought, whatever floor its table is on.

Found by the models themselves, so that a new field is never forgotten: whoever looks through all texts asks here.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from django.apps import apps
from django.db.models import CharField, Field, Model, TextField

from customers.minors import child_words
from customers.models import Activity, Customer, CustomerSearch, MarkedText, Merge, OwnField, OwnValues, RowChange

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


def texts_of(customer_ids: Iterable[int]) -> Iterator[Text]:
    """All that stands in the archives of these customers, empty texts left out."""
    ids = list(customer_ids)
    for model in apps.get_models():
        path, fields = path_to_customer(model), typed_fields(model)
        if not path or not fields or model in NOT_TYPED:
            continue
        rows = model._base_manager.filter(**{f"{path}__in": ids})
        for customer_id, row_id, *words in rows.values_list(path, "pk", *(field.name for field in fields)).iterator():
            for field, text in zip(fields, words, strict=True):
                if text:
                    yield Text(customer_id, model, row_id, field.name, str(field.verbose_name), text)
    yield from _own_texts(ids)


def _own_texts(ids: list[int]) -> Iterator[Text]:
    labels = {field.key: field.label for field in OwnField.objects.all()}
    for pk, values in OwnValues.objects.filter(pk__in=ids).values_list("pk", "values"):
        for key, value in values.items():
            if value not in (None, ""):
                yield Text(pk, OwnValues, pk, key, labels.get(key, ""), str(value))
