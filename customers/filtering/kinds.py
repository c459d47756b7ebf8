"""Kinds of conditions: each reads its own parameters of the address, narrows a queryset and says in words what it does.

What makes no sense counts as not asked; what is no longer there, a tag or a choice, is asked of nobody.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http.request import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import CustomerTag, Tag
from customers.querysets import READERS
from dealercrm.lib.birthdays import parse_birthday
from dealercrm.lib.masking import masked_in_database
from dealercrm.lib.texts import Words
from stores.models import Staff

UNKNOWN = "none"  # the choice of what nobody knows
UNKNOWN_ASKED = object()  # the same as a value that was read
GONE = object()  # what was asked for once, a tag or a choice, is no longer there: nobody has it
LONGEST = 80


def containing(text: str) -> str:
    """The lookup that finds a part. Chinese has no capitals: folding a million notes takes ten times as long."""
    return "contains" if text.upper() == text.lower() else "icontains"


def reads_all(reader: Staff, text: str) -> bool:
    """True where no number has to be kept from the reader, and of a text that asks for none."""
    return reader.role in READERS or not any(map(str.isdigit, text))


@dataclass
class Condition(ABC):
    """`name` is its parameter, `label` and `group` what people read; `kind` which inputs it is drawn with."""

    name: str
    label: Words
    group: Words
    kind = ""

    @property
    def params(self) -> tuple[str, ...]:
        return (self.name,)

    @abstractmethod
    def read(self, params: QueryDict) -> Any:
        """What the address asks for, or None."""

    @abstractmethod
    def narrow(self, customers: QuerySet, value: Any, reader: Staff) -> QuerySet:
        """The customers of whom it holds, as far as the `reader` may know."""

    @abstractmethod
    def words(self, value: Any) -> str:
        """What was asked for, as people read it."""


@dataclass
class Text(Condition):
    """Part of a text, or that there is none. `at` gives the Q of a lookup, `unknown` the Q of nothing known."""

    column: str = ""
    kind = "text"

    @property
    def placeholder(self) -> str:
        return _("contains")

    @property
    def params(self) -> tuple[str, ...]:
        return (self.name, f"{self.name}_{UNKNOWN}")

    def read(self, params: QueryDict) -> Any:
        text = " ".join(params.get(self.name, "").split())[:LONGEST].replace("\0", "")
        return text or (UNKNOWN_ASKED if params.get(self.params[1]) == "1" else None)

    def narrow(self, customers: QuerySet, value: Any, reader: Staff) -> QuerySet:
        if value is UNKNOWN_ASKED:
            return customers.filter(self.unknown)
        part = containing(value)
        found = customers.filter(**{f"{self.column}__{part}": value})
        if reads_all(reader, value):
            return found
        # What stands there with numbers masked: else one could be guessed digit by digit.
        found = found.alias(shown=masked_in_database(F(self.column)))
        return found.filter(Q(keeper=reader) | Q(**{f"shown__{part}": value}))

    @property
    def unknown(self) -> Any:
        return Q(**{self.column: ""})

    def words(self, value: Any) -> str:
        return _("unknown") if value is UNKNOWN_ASKED else f"“{value}”"


@dataclass
class PartnerText(Text):
    """Of the profile that only a `kind` of customers has; unknown is what one of them does not say."""

    partner: str = ""

    @property
    def unknown(self) -> Any:
        nothing = Q(**{f"{self.partner}__isnull": True}) | Q(**{self.column: ""})
        return Q(kind=self.partner) & nothing


@dataclass
class Born(Text):
    """A birthday in any way of writing it: of its year if it says one, else of any. An age is no day."""

    @property
    def placeholder(self) -> str:
        return "农历八月十五"

    def read(self, params: QueryDict) -> Any:
        asked = super().read(params)
        if asked in (None, UNKNOWN_ASKED):
            return asked
        try:
            birthday = parse_birthday(asked, today=timezone.localdate())
        except ValueError:
            return None
        return None if birthday.calendar == "age" else birthday

    def narrow(self, customers: QuerySet, value: Any, reader: Staff) -> QuerySet:
        if value is UNKNOWN_ASKED:
            return customers.filter(self.unknown)
        # The text of a birthday begins with its day and ends with its year.
        return customers.filter(**{f"{self.column}__startswith": value.text})

    @property
    def unknown(self) -> Any:
        return Q(**{f"{self.column}__isnull": True})

    def words(self, value: Any) -> str:
        return _("unknown") if value is UNKNOWN_ASKED else str(value)


@dataclass
class Choice(Condition):
    """Any of the chosen `options` [(value, label)], a list or what gives one; `by` narrows to one of them. Of what
    the dealer makes, one may be gone."""

    options: Any = ()
    by: Any = None
    are_made: bool = False
    kind = "choice"

    @cached_property
    def all_options(self) -> list[tuple[str, Words | str]]:
        options = self.options() if callable(self.options) else self.options
        return [(str(value), label) for value, label in options]

    def read(self, params: QueryDict) -> Any:
        asked = set(params.getlist(self.name)) - {""}
        found = tuple(value for value, __ in self.all_options if value in asked) if asked else ()
        return GONE if self.are_made and len(found) < len(asked) else found or None

    def narrow(self, customers: QuerySet, value: Any, reader: Staff) -> QuerySet:
        if len(value) == 1:
            return self.by(customers, value[0])
        any_of = [Q(pk__in=self.by(type(customers)(customers.model), one).values("pk")) for one in value]
        return customers.filter(reduce(or_, any_of))

    def words(self, value: Any) -> str:
        return _(" or ").join(str(dict(self.all_options)[one]) for one in value)


@dataclass
class Range(Condition):
    """From and to, either may be open, both count; `by(customers, first, last)` narrows, `unknown` is a Q or None."""

    by: Any = None
    unknown: Any = None
    kind = "range"
    type = "number"

    @property
    def params(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to", f"{self.name}_{UNKNOWN}")

    def read(self, params: QueryDict) -> Any:
        if self.unknown is not None and params.get(self.params[2]) == "1":
            return UNKNOWN_ASKED
        first, last = (self.parse(params.get(name, "").strip()) for name in self.params[:2])
        return None if first is None and last is None else (first, last)

    def narrow(self, customers: QuerySet, value: Any, reader: Staff) -> QuerySet:
        return customers.filter(self.unknown) if value is UNKNOWN_ASKED else self.by(customers, *value)

    def words(self, value: Any) -> str:
        if value is UNKNOWN_ASKED:
            return _("unknown")
        first, last = value
        if last is None:
            return _("from %(first)s") % {"first": first}
        return _("up to %(last)s") % {"last": last} if first is None else f"{first} – {last}"

    @staticmethod
    def parse(text: str) -> Any:
        try:
            number = Decimal(text[:20])
        except InvalidOperation:
            return None
        return number if number.is_finite() and abs(number) < 10**15 else None


class Days(Range):
    type = "date"

    @staticmethod
    def parse(text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if 1900 <= day.year <= 2200 else None


@dataclass
class Tagged(Condition):
    """Customers who carry every chosen tag, or, where not `carried`, none of them."""

    carried: bool = True
    chosen: dict = field(default_factory=dict)
    kind = "tags"

    def read(self, params: QueryDict) -> Any:
        texts = set(params.getlist(self.name)) - {""}
        asked = {int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 10}
        self.chosen = {tag.pk: tag.name for tag in Tag.objects.filter(pk__in=asked)} if asked else {}
        return GONE if len(self.chosen) < len(texts) else tuple(self.chosen) or None

    def narrow(self, customers: QuerySet, value: Any, reader: Staff) -> QuerySet:
        for tag in value:
            carries = Exists(CustomerTag.objects.filter(customer=OuterRef("pk"), tag=tag))
            customers = customers.filter(carries if self.carried else ~carries)
        return customers

    def words(self, value: Any) -> str:
        return _(", ").join(self.chosen[tag] for tag in value)

    @property
    def all_options(self) -> list[tuple[int, str]]:
        return [(tag.pk, tag.name) for tag in Tag.objects.all()]
