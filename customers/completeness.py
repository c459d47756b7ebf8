"""How complete an archive is, in percent, and what is missing (AR-10): one table of weights, asked as one SQL set.

Worked out anew wherever it is shown or filtered by, so it is never behind. What can be unknown for good reasons
weighs little; what a contact cannot do without weighs much.
"""

from dataclasses import dataclass

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from customers.models import (
    Customer,
    CustomerPhone,
    DesignerProfile,
    DistributorProfile,
    Home,
    HouseholdMember,
)

Kind = Customer.Kind
AT_HOME = (Kind.CONSUMER, Kind.INTERMEDIARY)
PARTNERS = (Kind.DISTRIBUTOR, Kind.DESIGNER)


@dataclass(frozen=True)
class Part:
    """Something an archive should hold; `url` is where it is added, `at` the field there."""

    name: str
    label: str
    weight: int
    known: Q
    url: str = "customers:customer-update"
    at: str = ""
    kinds: tuple = tuple(Kind)


def _has(model):
    return Q(Exists(model.objects.filter(customer=OuterRef("pk")).order_by()))


def _any_of(*fields):
    known = Q()
    for field in fields:
        known |= ~Q(**{field: ""})
    return known


PARTS = (
    Part("phone", _("phone"), 20, _has(CustomerPhone), at="id_phones"),
    Part("place", _("address"), 15, _any_of("address") | _any_of("community") & _any_of("building", "room"),
         at="id_community"),
    Part("birthday", _("birthday"), 15, Q(birthday__isnull=False), at="id_birthday_0"),
    Part("occupation", _("occupation"), 10, _any_of("occupation"), at="id_occupation"),
    Part("household", _("who lives there"), 10, _any_of("household") | _has(HouseholdMember),
         url="customers:member-create", kinds=AT_HOME),
    Part("home", _("their home"), 10, _has(Home), url="customers:home-create", kinds=AT_HOME),
    Part("profile", _("business profile"), 20, _has(DistributorProfile) | _has(DesignerProfile), kinds=PARTNERS),
    Part("salutation", _("form of address"), 5, _any_of("salutation"), at="id_salutation"),
    Part("wechat", _("WeChat id"), 5, _any_of("wechat"), at="id_wechat"),
    Part("source", _("source"), 5, _any_of("source"), at="id_source"),
    Part("talk", _("when to call, what to talk about, what to avoid"), 5,
         _any_of("best_time", "small_talk", "avoid", "notes"), at="id_best_time"),
)  # fmt: skip


def _counts(part):
    return part.known if len(part.kinds) == len(Kind) else part.known & Q(kind__in=part.kinds)


def _points(part):
    return Case(When(_counts(part), then=Value(part.weight)), default=Value(0), output_field=IntegerField())


def percent():
    """Expression over customers: 0 to 100."""
    total = _points(PARTS[0])
    for part in PARTS[1:]:
        total += _points(part)
    return total


def less_than(customers, limit):
    """Those of `customers` whose archive is complete to less than `limit` percent."""
    return customers.alias(complete=percent()).filter(complete__lt=limit)


def known_parts():
    """Annotations over customers that `judged` reads: has_<part> for each part."""
    return {f"has_{part.name}": Case(When(_counts(part), then=Value(True)), default=Value(False)) for part in PARTS}


def judged(row):
    """(percent, [Part] that is missing, the heaviest first) of a row {"kind": ..., "has_phone": ...}."""
    missing = [part for part in PARTS if row["kind"] in part.kinds and not row[f"has_{part.name}"]]
    return 100 - sum(part.weight for part in missing), sorted(missing, key=lambda part: -part.weight)
