"""What one person may read of the archives (ST-5, AR-16): nothing is shown that did not pass here.

Templates are handed rows as a `Shown` (customers.rendering does it for every page): it says of each text what its
reader may see, the numbers masked and a text about a child withheld, and leaves the row itself as it is. Deny by
default: any column of words is masked, also one that was made yesterday.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.paginator import Page
from django.db.models import CharField, Field, JSONField, Model, QuerySet, TextField
from django.db.models.manager import BaseManager
from django.forms import BaseForm, BaseFormSet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from customers.free_texts import path_to_customer, under_of
from customers.minors import child_words
from customers.models import Customer, CustomerPhone, HouseholdMember, MarkedText
from dealercrm.lib.birthdays import Birthday
from dealercrm.lib.masking import mask_numbers
from dealercrm.lib.phones import mask
from stores.models import Role, Staff

PLAIN = {str, int, bool, float, Decimal, date, datetime}
PHONES = {"phone", "number"}  # fields that hold a number and nothing else
OF_A_CHILD = {"name", "occupation", "phone"}  # name, school and number


class Reader:
    """A member of staff, asking what they may see; `today` decides who is a child."""

    def __init__(self, staff: Staff, *, today: date | None = None) -> None:
        self.staff, self.today = staff, today or timezone.localdate()
        self._open: dict[tuple[int, int | None], bool] = {}
        self._settled: dict[int, set[str]] = {}
        self._numbers: dict[int, set[str]] = {}

    def sees(self, customer: Customer) -> bool:
        """Is it an archive of their store? Of another store's they learn no more than that it is there."""
        return self.staff.role == Role.OWNER or customer.store_id == self.staff.store_id

    def reads_numbers(self, customer: Customer | None) -> bool:
        """Keeper, manager of the store, owner; customer care of whom they have to contact."""
        return self.reads_of_children(customer) or self.is_on_task(customer)

    def is_on_task(self, customer: Customer | None) -> bool:
        """Does customer care have to contact them? For others it makes no difference."""
        return customer is not None and customer.pk in self._on_task

    def reads_of_children(self, customer: Customer | None) -> bool:
        """A text that waits to be settled: keeper, manager of the store, owner."""
        if self.staff.role == Role.OWNER or customer is None:
            return self.staff.role in (Role.OWNER, Role.MANAGER)
        if self.staff.pk == customer.keeper_id:
            return True
        return self.staff.role == Role.MANAGER and self.staff.store_id == customer.store_id

    def reads_all_of(self, customer: Customer) -> bool:
        """Nothing in the archive is kept from this reader. It turns on store and keeper: worked out once for a page."""
        turns_on = customer.store_id, customer.keeper_id
        if turns_on not in self._open:
            is_open = self.sees(customer) and self.reads_numbers(customer) and self.reads_of_children(customer)
            self._open[turns_on] = is_open
        return self._open[turns_on]

    @cached_property
    def _on_task(self) -> set[int]:
        """Ids of those whom somebody of customer care has to contact by today; upper floors know."""
        if self.staff.role != Role.CARE:
            return set()
        return set(import_string(settings.CUSTOMERS_ON_TASK)(self.staff, self.today))

    def phone(self, customer: Customer, number: str) -> str:
        return number if not number or self.reads_numbers(customer) else mask(number)

    def phones(self, customer: Customer) -> list[str]:
        return [self.phone(customer, phone.number) for phone in customer.phones.all()]

    def words(self, customer: Customer | None, text: str, *, under: str = "") -> str:
        """A text about the customer; `under` is what its field is called."""
        if not self.reads_of_children(customer) and self._is_unsettled(customer, text, under):
            return _("(about a child, being settled)")
        return text if self.reads_numbers(customer) else self.masked(customer, text)

    def masked(self, customer: Customer | None, text: Any) -> Any:
        """A text, or a dictionary or list of texts, without numbers, whoever reads it."""
        return mask_numbers(text, None if customer is None else lambda digits: self._is_somebodys(customer, digits))

    def told(self, customer: Customer | None, value: Any, *, under: str = "") -> Any:
        """The same of a value however deep its texts stand: of a fact, a history, a list of lines."""
        if isinstance(value, dict):
            return {key: self.told(customer, each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return type(value)(self.told(customer, each) for each in value)
        return self.words(customer, value, under=under) if isinstance(value, str) else value

    def show(self, row: Any, *, of: Customer | None = None) -> "Shown":
        """The row as this person may see it; `of` saves asking the database whom it is about."""
        return row if row is None or isinstance(row, Shown) else Shown(row, self, of)

    def _is_unsettled(self, customer: Customer | None, text: str, under: str) -> bool:
        told = child_words(text, self.today, under=under)
        if not told or customer is None:
            return bool(told)
        if customer.pk not in self._settled:
            settled = MarkedText.objects.about_children().filter(customer=customer.pk, settled_at__isnull=False)
            self._settled[customer.pk] = {word for words in settled.values_list("words", flat=True) for word in words}
        return not set(told) <= self._settled[customer.pk]

    def _is_somebodys(self, customer: Customer, digits: str) -> bool:
        """Is a run of seven or eight digits a number of this family, or anybody's of the store's area?"""
        plain = "".join(sign for sign in digits if sign.isdigit())
        if customer.pk not in self._numbers:
            numbers = [*CustomerPhone.objects.filter(customer=customer.pk).values_list("number", flat=True)]
            numbers += HouseholdMember.objects.filter(customer=customer.pk).values_list("phone", flat=True)
            self._numbers[customer.pk] = {number.rpartition("-")[2] for number in numbers}
        if plain in self._numbers[customer.pk]:
            return True
        return CustomerPhone.objects.filter(number=f"{customer.store.area_code}-{plain}").exists()


class Shown:
    """A row as a reader may see it. What it derives (a door, a salutation) is derived from what is shown."""

    def __init__(self, row: Model, reader: Reader, of: "Customer | Shown | None" = None) -> None:
        self._row, self._reader, self._of = row, reader, of

    @cached_property
    def _customer(self) -> Customer | None:
        """Whom it is about."""
        row: Any = self._row
        known = self._of._customer if isinstance(self._of, Shown) else self._of
        if isinstance(row, Customer):
            return row
        model: type[Model] = type(row)
        path = path_to_customer(model)
        for step in path.split("__") if path else ():
            field = row._meta.get_field(step)
            if known is not None and field.related_model is Customer and getattr(row, field.attname) == known.pk:
                return known
            row = getattr(row, step)
            if row is None:
                return None
        return row if path else known

    @cached_property
    def _reads_all(self) -> bool:
        """Some rows have readers of their own: who wrote down a friend's number reads it."""
        rule = getattr(self._row, "numbers_are_read_by", None)
        return rule is not None and rule(self._reader)

    @cached_property
    def _is_of_child(self) -> bool:
        """A child of whom no guardian's consent is recorded."""
        row = self._row
        return isinstance(row, HouseholdMember) and not row.guardian_name and row.is_child(self._reader.today)

    @cached_property
    def _is_open(self) -> bool:
        """Nothing in it is kept from this reader: most rows that most people look at."""
        customer = self._customer
        return customer is not None and self._reader.reads_all_of(customer)

    def __getitem__(self, name: str) -> Any:
        """A template asks so first: without it each name would cost an exception."""
        return getattr(self, name)

    __iter__ = None  # a row is no list of its columns

    def __getattr__(self, name: str) -> Any:
        row, model = self._row, type(self._row)
        if self._is_open:
            value = getattr(row, name)
            if value is None or type(value) in PLAIN:
                self.__dict__[name] = value  # drawn, not changed: asked for again it is at hand
                return value
        told = model.__dict__.get(name) or getattr(model, name, None)
        if isinstance(told, property):
            return told.fget(self)
        if isinstance(told, cached_property):
            return told.func(self)
        value = getattr(row, name)
        field = getattr(told, "field", None)
        if isinstance(field, Field) and not field.is_relation:
            return self._text_of(field, value)
        if callable(value) and getattr(value, "__self__", None) is row and not name.startswith(("_", "get_")):
            return value.__func__.__get__(self)
        if isinstance(value, str):  # an annotation
            return self._words(value, "")
        return shown(value, self._reader, of=self)

    def _text_of(self, field: Field, value: Any) -> Any:
        if not value or field.choices or not isinstance(field, CharField | TextField | JSONField):
            return value
        customer, is_words = self._customer, type(field) in (CharField, TextField)
        if is_words and isinstance(self._row, Customer) and not self._reader.sees(customer):
            return _("a customer of another store") if field.name == "name" else ""
        if self._is_of_child and field.name in OF_A_CHILD and not self._reader.reads_of_children(customer):
            return _("(about a child, being settled)")
        if field.name in PHONES:
            return value if self._reads_all else self._reader.phone(customer, value)
        if is_words or isinstance(field, JSONField):
            return self._words(value, under_of(self._row, field, self._reader.today))
        return value

    def _words(self, value: Any, under: str) -> Any:
        return value if self._reads_all else self._reader.told(self._customer, value, under=under)

    def __str__(self) -> str:
        return type(self._row).__str__(self)

    def __eq__(self, other: object) -> bool:
        return self._row == (other._row if isinstance(other, Shown) else other)

    def __hash__(self) -> int:
        return hash(self._row)


def itself_if_open(row: Any) -> Any:
    """The row itself where nothing in it is kept from its reader: a list asks each of its rows a dozen things."""
    return row._row if isinstance(row, Shown) and row._is_open else row


class ShownThing:
    """What leads to rows: a queryset, a page of them, a card, a list with its filters. Each row is shown as it is
    come to.
    """

    def __init__(self, thing: Any, reader: Reader, of: Customer | Shown | None) -> None:
        self._thing, self._reader, self._of = thing, reader, of

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._thing, name)
        if callable(value) and not isinstance(value, type):
            return lambda *args, **kwargs: shown(value(*args, **kwargs), self._reader, of=self._of)
        return shown(value, self._reader, of=self._of)

    def __iter__(self) -> Iterator:
        return (shown(each, self._reader, of=self._of) for each in self._thing)

    def __getitem__(self, key: Any) -> Any:
        return shown(self._thing[key], self._reader, of=self._of)

    def __len__(self) -> int:
        return len(self._thing)

    def __bool__(self) -> bool:
        return bool(self._thing)

    def __str__(self) -> str:
        return str(self._thing)

    def __eq__(self, other: object) -> bool:
        return self._thing == (other._thing if isinstance(other, ShownThing) else other)

    def __hash__(self) -> int:
        return hash(self._thing)


def shown(value: Any, reader: Reader, *, of: Customer | Shown | None = None) -> Any:
    """A value for a template: rows about customers as `reader` may see them, wherever they stand in it."""
    if isinstance(value, Shown | ShownThing | str | BaseForm | BaseFormSet | Birthday | Enum | type):
        return value
    if isinstance(value, Model):
        return Shown(value, reader, of) if path_to_customer(type(value)) else value
    if isinstance(value, dict) and type(value) is dict:
        return {key: shown(each, reader, of=of) for key, each in value.items()}
    if type(value) in (list, tuple, set):
        return type(value)(shown(each, reader, of=of) for each in value)
    if isinstance(value, QuerySet | BaseManager | Page) or _is_ours(type(value)):
        return ShownThing(value, reader, of)
    return value


def _is_ours(kind: Any) -> bool:
    return kind.__module__.partition(".")[0] in _our_apps()


@cache
def _our_apps() -> set[str]:
    return {config.name.partition(".")[0] for config in apps.get_app_configs()} - {"django"}
