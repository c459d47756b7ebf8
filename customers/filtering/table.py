"""The table of conditions; a dealer's own fields come from the database, hence a function."""

from copy import copy

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.completeness import PARTS
from customers.filtering.kinds import UNKNOWN, Choice, Days, Range, Tagged, Text
from customers.filtering.narrowing import (
    between,
    born_in,
    bought,
    came_through,
    contacts,
    lacks,
    last_contact_between,
    order_between,
    untouched_for,
    whole_between,
    without_part,
    written_between,
)
from customers.filtering.own import own_condition
from customers.models import Category, Customer
from customers.own_fields import active_fields

UNTOUCHED = (30, 90, 180, 365)  # days
WHO, BOUGHT, CONTACT, ARCHIVE, OWN = (
    gettext_lazy("Who they are"),
    gettext_lazy("What they bought"),
    gettext_lazy("Contact"),
    gettext_lazy("The archive"),
    gettext_lazy("Your own"),
)
TEXTS = (
    "salutation", "wechat", "building", "unit", "room", "address", "occupation", "education", "household",
    "small_talk", "best_time", "avoid", "notes", "introducer_name",
)  # fmt: skip
DAYS = ("wedding_day", "customer_since", "direct_since")


def conditions_for():
    """{name: Condition} in the order people see them; the dealer's own fields come last."""
    # Copies: a condition remembers what it has looked up for one address.
    found = [*map(copy, STANDARD), *(own_condition(own, OWN) for own in active_fields())]
    return {condition.name: condition for condition in found}


def categories():
    return [(category.pk, str(category)) for category in Category.objects.all()]


def months():
    solar = [(f"solar-{n:02}", _("solar month %(n)d") % {"n": n}) for n in range(1, 13)]
    return solar + [(f"lunar-{n:02}", _("lunar month %(n)d") % {"n": n}) for n in range(1, 13)]


def untouched():
    return [(n, _("%(n)d days") % {"n": n}) for n in UNTOUCHED]


def _label(name):
    return Customer._meta.get_field(name).verbose_name


# Made once: fifty conditions would cost each list more than its rows do.
STANDARD = (
    *(Text(name, _label(name), WHO, column=name) for name in TEXTS),
    Choice("source", gettext_lazy("source"), WHO, [*Customer.Source.choices, (UNKNOWN, gettext_lazy("unknown"))],
           came_through),
    Choice("born", gettext_lazy("birthday in the month"), WHO, months, born_in),
    *(Days(name, _label(name), WHO, between(name), Q(**{f"{name}__isnull": True})) for name in DAYS),
    Days("signed", gettext_lazy("an order signed"), BOUGHT, order_between("signed_on")),
    Days("delivered", gettext_lazy("an order delivered"), BOUGHT, order_between("delivered_on")),
    Days("installed", gettext_lazy("an order installed"), BOUGHT, order_between("installed_on")),
    Days("last_order", gettext_lazy("last order"), BOUGHT, between("tier__last_signed_on")),
    Range("spent", gettext_lazy("spent, yuan"), BOUGHT, whole_between("tier__spent")),
    Range("orders", gettext_lazy("number of orders"), BOUGHT, whole_between("tier__orders")),
    Choice("bought", gettext_lazy("bought goods of the kind"), BOUGHT, categories, bought),
    Days("touched", gettext_lazy("last contact"), CONTACT, last_contact_between, ~contacts()),
    Choice("untouched", gettext_lazy("no contact since"), CONTACT, untouched, untouched_for),
    Choice("missing", gettext_lazy("missing in the archive"), ARCHIVE, [(part.name, part.label) for part in PARTS],
           without_part),
    Choice("lacks", gettext_lazy("missing in the home"), ARCHIVE, categories, lacks),
    Days("written", gettext_lazy("written down on"), ARCHIVE, written_between),
    Tagged("tag", gettext_lazy("tagged"), OWN),
    Tagged("not_tag", gettext_lazy("not tagged"), OWN, carried=False),
)  # fmt: skip
