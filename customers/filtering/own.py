"""Conditions on the fields a dealer made (AR-18)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http.request import QueryDict
from django.utils.translation import gettext as _

from customers.filtering.kinds import (
    GONE,
    UNKNOWN,
    UNKNOWN_ASKED,
    Choice,
    Condition,
    Days,
    Range,
    Text,
    containing,
    reads_all,
)
from customers.models import Customer, OwnField, OwnValues
from customers.own_fields import DIGITS, PLACES, choices_of
from customers.querysets import READERS
from dealercrm.lib.masking import masked_in_database
from dealercrm.lib.texts import Words
from stores.models import Staff

ASKED = re.compile(r"own([0-9]{1,9})(?:_[a-z]+)?", re.ASCII)  # a parameter of such a condition
NUMBER = DecimalField(max_digits=DIGITS + PLACES, decimal_places=PLACES)


def own_condition(own: OwnField, group: Words) -> Any:
    """The condition of an OwnField: containment is served by the index, the others read the narrow table only."""
    name, known = f"own{own.pk}", Exists(OwnValues.objects.filter(customer=OuterRef("pk"), values__has_key=own.key))
    if own.type == OwnField.Type.CHOICE:
        options = [*((word, word) for word in choices_of(own)), (UNKNOWN, _("unknown"))]
        return Choice(name, own.label, group, options, own_choice(own, known), are_made=True)
    if own.type == OwnField.Type.DATE:
        return Days(name, own.label, group, own_between(own, lambda day: day.isoformat(), TextField()), ~known)
    if own.type == OwnField.Type.NUMBER:
        return OwnNumber(name, own.label, group, own_between(own, lambda n: n, NUMBER), ~known, own=own)
    return OwnText(name, own.label, group, own=own)


def own_value(own: OwnField) -> Func:
    """The value as text. A key of digits would be taken for a place in an array by Django's own lookup."""
    return Func(F("values"), Value(own.key), function="jsonb_extract_path_text", output_field=TextField())


def own_where(customers: QuerySet[Customer], own: OwnField, **lookup: Any) -> QuerySet[Customer]:
    rows = OwnValues.objects.alias(said=own_value(own)).filter(values__has_key=own.key)
    return customers.filter(pk__in=rows.filter(**lookup).values("pk"))


def own_choice(own: OwnField, known: Exists) -> Callable:
    def by(customers: QuerySet[Customer], value: str) -> QuerySet[Customer]:
        if value == UNKNOWN:
            return customers.filter(~known)
        return customers.filter(pk__in=OwnValues.objects.filter(values__contains={own.key: value}).values("pk"))

    return by


def own_between(own: OwnField, said: Callable, type: DecimalField | TextField) -> Callable:
    def by(
        customers: QuerySet[Customer], first: Decimal | date | None, last: Decimal | date | None
    ) -> QuerySet[Customer]:
        rows = OwnValues.objects.filter(values__has_key=own.key).alias(said=Cast(own_value(own), type))
        rows = rows if first is None else rows.filter(said__gte=said(first))
        rows = rows if last is None else rows.filter(said__lte=said(last))
        return customers.filter(pk__in=rows.values("pk"))

    return by


@dataclass
class OwnNumber(Range):
    """Numbers that may be a phone's are none for who may not read them: from and to would tell them digit by digit."""

    own: OwnField = None

    def narrow(self, customers: QuerySet[Customer], value: Any, reader: Staff) -> QuerySet[Customer]:
        found = super().narrow(customers, value, reader)
        if value is UNKNOWN_ASKED or reader.role in READERS:
            return found
        plain = OwnValues.objects.alias(said=own_value(self.own), shown=masked_in_database(own_value(self.own)))
        return found.filter(Q(keeper=reader) | Q(pk__in=plain.filter(said=F("shown")).values("pk")))


@dataclass
class OwnText(Text):
    own: OwnField = None

    def narrow(self, customers: QuerySet[Customer], value: Any, reader: Staff) -> QuerySet[Customer]:
        if value is UNKNOWN_ASKED:
            return customers.filter(self.unknown)
        part = f"said__{containing(value)}"
        found = own_where(customers, self.own, **{part: value})
        if reads_all(reader, value):
            return found
        shown = OwnValues.objects.alias(said=masked_in_database(own_value(self.own))).filter(**{part: value})
        return found.filter(Q(keeper=reader) | Q(pk__in=shown.values("pk")))

    @property
    def unknown(self) -> Any:
        return ~Exists(OwnValues.objects.filter(customer=OuterRef("pk"), values__has_key=self.own.key))


@dataclass
class LostField(Condition):
    """What a list asks of a field that is no longer in use, under the parameters `asked`."""

    asked: tuple[str, ...] = ()

    @property
    def params(self) -> tuple[str, ...]:
        return self.asked

    def read(self, params: QueryDict) -> Any:
        return GONE

    def narrow(self, customers: QuerySet[Customer], value: Any, reader: Staff) -> QuerySet[Customer]:
        return customers.filter(pk__lt=0)

    def words(self, value: Any) -> str:
        return _("no longer there")


def lost_fields(params: QueryDict, conditions: dict[str, Condition], group: Words) -> dict[str, Condition]:
    """{name: LostField} of what the address asks of the dealer's own fields and `conditions` do not know."""
    asked: dict[str, list[str]] = {}
    for param in params:
        found = ASKED.fullmatch(param)
        if found and params[param] and f"own{int(found[1])}" not in conditions:
            asked.setdefault(found[1], []).append(param)
    labels = dict(OwnField.objects.filter(pk__in=asked).values_list("pk", "label")) if asked else {}
    return {
        f"own{pk}": LostField(f"own{pk}", labels.get(int(pk), _("own field")), group, tuple(names))
        for pk, names in asked.items()
    }
