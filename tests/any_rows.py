"""One row of any model about somebody, with a word of its own in every text, so that nothing is forgotten unseen."""

import json
from datetime import date, time
from decimal import Decimal
from itertools import count

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import NOT_PROVIDED

from customers.models import Customer
from dealercrm.lib.birthday_field import BirthdayField
from dealercrm.lib.birthdays import parse_birthday
from stores.models import Staff, Store
from tests.factories import NOW, TODAY, fake_phone

number = count(1)
PLAIN = {
    models.DateField: TODAY, models.DateTimeField: NOW, models.BooleanField: False, models.UUIDField: None,
    models.DecimalField: Decimal(1), models.PositiveSmallIntegerField: 1, models.PositiveIntegerField: 1,
    models.BigIntegerField: 1, models.TimeField: time(8, 30), models.FloatField: 1.0, models.IntegerField: 1,
}  # fmt: skip
# What the rules of the tables ask for; a text here is a code, or a word of the house.
FIELDS = {
    "customers.order": {"signed_on": None, "installed_on": None, "cancelled_on": None, "returned_on": None},
    "customers.customer": {"customer_since": None, "erased_at": None},
    "customers.householdmember": {"age_band": "", "age_band_on": None},
    "customers.householdanswer": {"is_one": True},
    "customers.customertier": {"letter": "A", "values": []},
    "customers.tierscheme": {"weights": {}, "third": 5},
    "customers.tiercutoffs": {
        "a_from": 3, "b_from": 2, "c_from": 1, "most_people": 1, "people": 1, "codes": [], "silent": [],
        "levels_from": [], "weights": [], "value_steps": [], "profit_steps": [],
    },
    "customers.tiermove": {"from_tier": "B1", "to_tier": "A1", "cause": "", "parts_before": [], "parts": []},
    "customers.tieroverride": {"letter": "A", "until": date(2099, 1, 1), "ended_at": None, "ended_by": None},
    "customers.activity": {"kind": "customers.customer_changed"},
    "customers.attachment": {"removed_at": None, "removed_by": None},
    "customers.merge": {"gone_id": 10**9, "before": []},
    "customers.rowchange": {"table": "customers_order", "action": "update"},
    "customers.savedview": {"query": "tier=A"},
    "campaigns.touchpoint": {"occurrence": "solar-2026", "closed_at": None},
    "campaigns.touchpointrule": {"tiers": "", "code": "birthday", "trigger": "birthday"},
    "messaging.message": {"staff": None},
    "messaging.robot": {"store": None},
    "workbooks.importchange": {"table": "customers_order", "action": "update", "ids": None},
    "workbooks.importjob": {"state": "done"},
    "workbooks.importrow": {"sheet": "1", "raw": [], "messages": []},
    "workbooks.exportjob": {"query": "", "ticked": [1]},
}  # fmt: skip
# Rows that point to nobody, but may name them.
NAMES = {
    "messaging.message.body", "workbooks.exportjob.words", "customers.savedview.name", "workbooks.importjob.layouts",
}  # fmt: skip


class AnyRows:
    """Rows about `customer` (made here), each made once; `words` {word: where it stands} are all that was typed.

    `shared` {model: row} are rows that others made and these point to as well.
    """

    def __init__(self, *, staff, store, friend, shared=None):
        self.staff, self.store, self.friend = staff, store, friend
        self.words, self.made, self._under_way = {}, dict(shared or {}), []
        self.customer = self.row(Customer)

    def row(self, model):
        if model not in self.made:
            self._under_way.append(model)
            fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
            given = {field.name: self._value(model, field) for field in fields}
            key, rows = model._meta.pk, model._default_manager
            there = rows.filter(pk=given[key.name]).first() if key.is_relation else None  # kept by the database itself
            self.made[model] = there or rows.create(**given)
            self._under_way.pop()
        return self.made[model]

    def _value(self, model, field):
        given = FIELDS.get(model._meta.label_lower, {})
        if field.name in given:
            return given[field.name]
        if f"{model._meta.label_lower}.{field.name}" in NAMES:
            name = self.customer.name
            return [{"sheet": "1", "sample": [[name]]}] if isinstance(field, models.JSONField) else name
        if field.is_relation:
            return self._related(field)
        if field.choices:
            return field.choices[0][0]
        if isinstance(field, BirthdayField):
            return self._said(field, parse_birthday(f"19{next(number) % 90 + 10}-03-05", today=TODAY))
        if isinstance(field, models.JSONField):
            return {"word": self._said(field, f"词{next(number)}。")}
        if isinstance(field, ArrayField):
            if isinstance(field.base_field, models.IntegerField):
                return [next(number)]
            return [self._said(field, f"词{next(number)}。")]
        if isinstance(field, models.CharField) and (field.max_length or 99) < 6:  # no word of its own goes in there
            return ""
        if isinstance(field, models.CharField | models.TextField | models.FileField):
            is_number = model._meta.label_lower == "customers.customerphone" or field.name == "phone"
            return self._said(field, fake_phone() if is_number else f"词{next(number)}。")
        return next((value for kind, value in PLAIN.items() if type(field) is kind), NOT_PROVIDED)

    def _related(self, field):
        match field.related_model:
            case model if model is Customer and field.model is Customer:
                return self.friend
            case model if model is Customer:
                # Of two people the other one is the friend; pairs have the smaller number first.
                return self.friend if field.name in ("first", "referrer", "designer") else self.customer
            case model if model is Staff:
                return self.staff
            case model if model is Store:
                return self.store
            case model:
                return None if model in self._under_way else self.row(model)

    def _said(self, field, value):
        self.words[getattr(value, "text", value)] = f"{field.model._meta.label_lower}.{field.name}"
        return value


def database(*, without=()):
    """{table: [row as a dictionary]} of all there is."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - set(without)):
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t')
            found[table] = sorted((json.loads(text) for (text,) in cursor.fetchall()), key=json.dumps)
    return found
