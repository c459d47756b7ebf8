"""The table of conditions; a dealer's own fields come from the database, hence a function."""

from copy import copy
from functools import cache

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.completeness import PARTS
from customers.filtering.kinds import UNKNOWN, Born, Choice, Days, PartnerText, Range, Tagged, Text
from customers.filtering.narrowing import (
    between,
    born_in,
    bought,
    came_through,
    home_between,
    home_kind,
    introduced,
    lacks,
    order_between,
    outdated_for,
    whole_between,
    withdrew,
    without_part,
    written_between,
)
from customers.filtering.own import own_condition
from customers.models import Category, Consent, Customer, DesignerProfile, DistributorProfile, Home
from customers.own_fields import active_fields

OUTDATED = (180, 365, 730)  # days
WHO, HOMES, BOUGHT, CONTACT, PARTNERS, ARCHIVE, OWN = GROUPS = (
    gettext_lazy("Who they are"),
    gettext_lazy("Their homes"),
    gettext_lazy("What they bought"),
    gettext_lazy("Contact"),
    gettext_lazy("Distributors and designers"),
    gettext_lazy("The archive"),
    gettext_lazy("Your own"),
)
TEXTS = (
    "salutation", "wechat", "building", "unit", "room", "address", "occupation", "education", "household",
    "small_talk", "best_time", "avoid", "notes", "introducer_name",
)  # fmt: skip
PROFILES = {"distributor": DistributorProfile, "designer": DesignerProfile}
PROFILE_TEXTS = (
    "distributor__sells", "distributor__standing", "distributor__reach", "distributor__capital", "distributor__credit",
    "distributor__will", "distributor__stock", "designer__studio", "designer__style", "designer__projects",
)  # fmt: skip
DAYS = ("wedding_day", "customer_since", "direct_since")


def conditions_for():
    """{name: Condition} in the order people see them; the dealer's own fields come last."""
    # Copies: a condition remembers what it has looked up for one address.
    found = [*map(copy, _standard()), *(own_condition(own, OWN) for own in active_fields())]
    return {condition.name: condition for condition in found}


@cache
def _standard():
    """STANDARD with what other floors hand up, at the head of its group."""
    found = [*import_string(settings.FILTERING), *STANDARD]
    return sorted(found, key=lambda condition: GROUPS.index(condition.group))


def categories():
    return [(category.pk, str(category)) for category in Category.objects.all()]


def months():
    solar = [(f"solar-{n:02}", _("solar month %(n)d") % {"n": n}) for n in range(1, 13)]
    return solar + [(f"lunar-{n:02}", _("lunar month %(n)d") % {"n": n}) for n in range(1, 13)]


def outdated():
    return [(n, _("%(n)d days") % {"n": n}) for n in OUTDATED]


def _label(name):
    return Customer._meta.get_field(name).verbose_name


def _partner_text(column):
    partner, __, name = column.partition("__")
    label = PROFILES[partner]._meta.get_field(name).verbose_name
    return PartnerText(name, label, PARTNERS, column=column, partner=partner)


# Made once: fifty conditions would cost each list more than its rows do.
STANDARD = (
    *(Text(name, _label(name), WHO, column=name) for name in TEXTS),
    Choice("source", gettext_lazy("source"), WHO, [*Customer.Source.choices, (UNKNOWN, gettext_lazy("unknown"))],
           came_through),
    Born("birthday", gettext_lazy("birthday"), WHO, column="birthday"),
    Choice("born", gettext_lazy("birthday in the month"), WHO, months, born_in),
    Choice("introduced", gettext_lazy("introduced by one of our customers"), WHO,
           [("yes", gettext_lazy("yes")), (UNKNOWN, gettext_lazy("no"))], introduced),
    *(Days(name, _label(name), WHO, between(name), Q(**{f"{name}__isnull": True})) for name in DAYS),
    Choice("home", gettext_lazy("type of a home"), HOMES, Home.Kind.choices, home_kind),
    Range("round", gettext_lazy("which renovation"), HOMES, home_between("renovation_round", whole_between)),
    Range("area", gettext_lazy("area, m²"), HOMES, home_between("area")),
    Days("handed_over", gettext_lazy("a home handed over"), HOMES, home_between("handed_over_on")),
    Days("signed", gettext_lazy("an order signed"), BOUGHT, order_between("signed_on")),
    Days("delivered", gettext_lazy("an order delivered"), BOUGHT, order_between("delivered_on")),
    Days("installed", gettext_lazy("an order installed"), BOUGHT, order_between("installed_on")),
    Days("last_order", gettext_lazy("last order"), BOUGHT, between("tier__last_signed_on")),
    Range("spent", gettext_lazy("spent, yuan"), BOUGHT, whole_between("tier__spent")),
    Range("orders", gettext_lazy("number of orders"), BOUGHT, whole_between("tier__orders")),
    Choice("bought", gettext_lazy("bought goods of the kind"), BOUGHT, categories, bought),
    Choice("withdrew", gettext_lazy("wants no contact by"), CONTACT, Consent.Channel.choices, withdrew),
    *(_partner_text(column) for column in PROFILE_TEXTS),
    Days("stock_checked", gettext_lazy("stock checked on"), PARTNERS, between("distributor__stock_checked_on")),
    Choice("missing", gettext_lazy("missing in the archive"), ARCHIVE, [(part.name, part.label) for part in PARTS],
           without_part),
    Choice("lacks", gettext_lazy("missing in the home"), ARCHIVE, categories, lacks),
    Choice("outdated", gettext_lazy("not brought up to date since"), ARCHIVE, outdated, outdated_for),
    Days("written", gettext_lazy("written down on"), ARCHIVE, written_between),
    Tagged("tag", gettext_lazy("tagged"), OWN),
    Tagged("not_tag", gettext_lazy("not tagged"), OWN, carried=False),
)  # fmt: skip
