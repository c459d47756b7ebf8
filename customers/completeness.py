"""How complete an archive is, in percent, and what is missing (AR-10): one table of weights, asked as one SQL set.

An archive's own page works it out anew. Lists narrow by customers_completeness, which holds the same for everybody:
asked of a hundred thousand archives at once it takes half a second. What can be unknown for good reasons weighs
little; what a contact cannot do without weighs much.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import CombinedExpression
from django.utils.translation import gettext_lazy as _

from customers.archive_facts.table import FACTS
from customers.models import (
    Completeness,
    Customer,
    CustomerPhone,
    DesignerProfile,
    DistributorProfile,
    Home,
    HouseholdMember,
)
from dealercrm.lib.texts import Words

Kind = Customer.Kind
AT_HOME = (Kind.CONSUMER, Kind.INTERMEDIARY)
PARTNERS = (Kind.DISTRIBUTOR, Kind.DESIGNER)
# Rows of their own that an archive may have; all else that contents ask for is a column of the customer.
ROWS = {
    "phones": CustomerPhone,
    "members": HouseholdMember,
    "homes": Home,
    "distributor": DistributorProfile,
    "designer": DesignerProfile,
}


@dataclass(frozen=True)
class Content:
    """Something an archive should hold: known if one of `ways` is there whole, each "this" or "this + that".

    `url` is where it is added, `at` the field there; `kinds` are those who are asked for it.
    """

    name: str
    label: Words
    weight: int
    ways: tuple
    url: str = "customers:customer-update"
    at: str = ""
    kinds: tuple = tuple(Kind)

    @cached_property
    def known(self) -> Q:
        """The Q over customers."""
        known = Q()
        for way in self.ways:
            there = Q()
            for name in way.split(" + "):
                there &= _there(name)
            known |= there
        return known

    def is_known(self, has: dict[str, bool]) -> bool:
        """The same of one archive; `has` says of each name whether it is there."""
        return any(all(has[name] for name in way.split(" + ")) for way in self.ways)


def _there(name: str) -> Q:
    if name in ROWS:
        return Q(_exists(name))
    return Q(**{f"{name}__isnull": False}) if Customer._meta.get_field(name).null else ~Q(**{name: ""})


def _exists(name: str) -> Exists:
    return Exists(ROWS[name]._default_manager.filter(customer=OuterRef("pk")).order_by())


CONTENTS = (
    Content("place", _("address"), 15, ("address", "community + building", "community + room"), at="id_community"),
    *(Content(fact.column_name, fact.label, fact.weight, (fact.key,), at=fact.box) for fact in FACTS if fact.weight),
    Content("household", _("who lives there"), 10, ("household", "members"), "customers:member-create", kinds=AT_HOME),
    Content("home", _("their home"), 10, ("homes",), url="customers:home-create", kinds=AT_HOME),
    Content("profile", _("business profile"), 20, ("distributor", "designer"), kinds=PARTNERS),
    Content(
        "talk",
        _("when to call, what to talk about, what to avoid"),
        5,
        ("best_time", "small_talk", "avoid", "notes"),
        at="id_best_time",
    ),
)
# What everything together weighs: an archive is complete to so many of a hundred parts of it.
WHOLE = {kind: sum(content.weight for content in CONTENTS if kind in content.kinds) for kind in Kind}
COLUMNS = sorted({name for content in CONTENTS for way in content.ways for name in way.split(" + ")} - ROWS.keys())


def _counts(content: Content) -> Q:
    return content.known if len(content.kinds) == len(Kind) else content.known & Q(kind__in=content.kinds)


def _points(content: Content) -> Case:
    return Case(When(_counts(content), then=Value(content.weight)), default=Value(0), output_field=IntegerField())


def percent() -> CombinedExpression:
    """Expression over customers: 0 to 100."""
    total = _points(CONTENTS[0])
    for content in CONTENTS[1:]:
        total += _points(content)
    whole = Case(*(When(kind=kind, then=Value(weight)) for kind, weight in WHOLE.items()), output_field=IntegerField())
    return total * 100 / whole


def less_than(customers: QuerySet[Customer], limit: int) -> QuerySet[Customer]:
    """Those of `customers` whose archive is complete to less than `limit` percent."""
    return customers.filter(completeness__percent__lt=limit)


KEEP = """
    INSERT INTO customers_completeness (customer_id, percent) {found}
    ON CONFLICT (customer_id) DO UPDATE SET percent = excluded.percent
    WHERE customers_completeness.percent <> excluded.percent"""


def keep_completeness(customers: QuerySet[Customer] | list[int]) -> int:
    """Write anew how complete these customers' archives are, of a queryset or some ids; one statement, which writes
    what changed. To be called by whoever writes what CONTENTS ask for."""
    rows = customers if isinstance(customers, QuerySet) else Customer.objects.filter(pk__in=list(customers))
    rows = rows.filter(erased_at__isnull=True).order_by("pk")
    found, values = rows.values_list("pk", percent()).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(KEEP.format(found=found), values)
        return cursor.rowcount


@transaction.atomic
def keep_all(today: date) -> int:
    """The night's: everybody's, in one statement; what somebody forgot to keep is put right. `today` is the clock's."""
    Completeness.objects.filter(customer__erased_at__isnull=False).delete()
    return keep_completeness(Customer.objects.all())


def known_rows() -> dict[str, Exists]:
    """Annotations over customers that `judged` reads, beside COLUMNS and kind."""
    return {f"has_{name}": _exists(name) for name in ROWS}


def judged(row: dict[str, Any]) -> tuple[int, list[Content]]:
    """(percent, [Content] that is missing, the heaviest first) of a row of values: kind, COLUMNS and `known_rows`."""
    has = {name: bool(row[name]) for name in COLUMNS} | {name: row[f"has_{name}"] for name in ROWS}
    missing = [content for content in CONTENTS if row["kind"] in content.kinds and not content.is_known(has)]
    whole = WHOLE[row["kind"]]
    percent = (whole - sum(content.weight for content in missing)) * 100 // whole
    return percent, sorted(missing, key=lambda content: -content.weight)
