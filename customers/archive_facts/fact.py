"""What an entry of the table says of a field, beside what its model says already."""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from customers.models import (
    Customer,
    CustomerPhone,
    DesignerProfile,
    DistributorProfile,
    HouseholdMember,
    Order,
)
from dealercrm.lib.birthday_field import BirthdayField
from dealercrm.lib.texts import Words

# What a model's columns are called in a workbook, before the name of the field; other models are in none.
PREFIX = {Customer: "", CustomerPhone: "", HouseholdMember: "member_", Order: "order_"}
ASKED_FOR = (Customer, DistributorProfile, DesignerProfile)  # of whose fields the list asks, unless an entry says no


class Kind(StrEnum):
    TEXT = auto()
    CHOICE = auto()
    DAY = auto()
    BIRTHDAY = auto()
    NUMBER = auto()
    FLAG = auto()
    LINK = auto()


class Section(Enum):
    """A part of the customer's form under its heading."""

    FIRST = ""  # what is asked of whoever comes in for the first time
    WHO = _("How to address and find them")
    HOST = _("What helps to be a good host")
    CAME = _("How they came")


@dataclass(frozen=True)
class Fact:
    """The field `name` of a model. Type, label, longest text and the words under its box are the model's to say.

    A plain text needs nothing else: it gets a box in the form, a column, a filter, and goes when the person is erased.
    """

    model: type[models.Model]
    name: str
    # In the form: the part it stands in, None where it is not typed there; `width` in twelfths, side by side on a phone
    # too where `narrow`; `rows` of a box for several lines.
    section: Section | None = Section.HOST
    width: int = 6
    narrow: bool = False
    rows: int = 0
    # In a workbook: name of the column ("" for none), what our export writes above it, and by which headers of a dealer
    # it is known: patterns with spaces between, the surest first, {relative} for the words of workbooks.reading.words.
    # `reads` is who takes a cell apart; what only `informs` is written for people and never read back.
    column: str | None = None
    heading: Words = ""
    headers: str = ""
    reads: str = "plain"
    informs: bool = False
    # The list's filter: its name in the address ("" for none), and what it is called if not as the field.
    asks: str | None = None
    question: Words = ""
    # How much of a complete archive it is, in percent.
    weight: int = 0
    # Between two texts when archives are merged and both are kept; "" where only one can be.
    joined: str = ""
    # When a person is erased, it stays: no word about them.
    stays: bool = False

    @cached_property
    def field(self) -> Any:
        return self.model._meta.get_field(self.name)

    @property
    def key(self) -> str:
        """Under which a form holds it: of the numbers there are several in one line."""
        return "phones" if self.model is CustomerPhone else self.name

    @property
    def box(self) -> str:
        """The id of its box in the form."""
        return f"id_{self.key}_0" if self.kind == Kind.BIRTHDAY else f"id_{self.key}"

    @property
    def label(self) -> Any:
        return self.field.verbose_name

    @property
    def longest(self) -> int | None:
        return self.field.max_length

    @property
    def is_optional(self) -> bool:
        """Is nothing a NULL, rather than an empty text?"""
        return self.field.null

    @property
    def nothing(self) -> str | None:
        return None if self.field.null else ""

    @cached_property
    def kind(self) -> Kind:
        if self.field.is_relation:
            return Kind.LINK
        if self.field.choices:
            return Kind.CHOICE
        kinds = {
            BirthdayField: Kind.BIRTHDAY,
            models.DateField: Kind.DAY,
            models.BooleanField: Kind.FLAG,
            models.CharField: Kind.TEXT,
            models.TextField: Kind.TEXT,
        }
        return next((kind for type, kind in kinds.items() if isinstance(self.field, type)), Kind.NUMBER)

    @property
    def column_name(self) -> str:
        """What workbooks call it, "" where it stands in none."""
        if self.column is not None:
            return self.column
        return PREFIX[self.model] + self.name if self.model in PREFIX else ""

    @property
    def column_heading(self) -> Words:
        return self.heading or capfirst(self.label)

    @property
    def condition(self) -> str:
        """What the list's filter is called, "" where there is none."""
        return self.name if self.asks is None and self.model in ASKED_FOR else self.asks or ""
