"""The table of conditions; a dealer's own fields come from the database, hence a function."""

from copy import copy
from functools import cache

from django.conf import settings
from django.db.models import IntegerField, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from customers.archive_facts.fact import Fact, Kind
from customers.archive_facts.table import FACTS
from customers.at_risk import at_risk, risks
from customers.completeness import CONTENTS
from customers.filtering.kinds import UNKNOWN, Born, Choice, Condition, Days, PartnerText, Range, Tagged, Text
from customers.filtering.narrowing import (
    between,
    born_in,
    bought,
    brings_most,
    is_chosen,
    is_linked,
    lacks,
    one_between,
    one_chosen,
    outdated_for,
    whole_between,
    withdrew,
    without_content,
    written_between,
)
from customers.filtering.own import own_condition
from customers.models import Category, Consent, Customer, DesignerProfile, DistributorProfile, Home, Order
from customers.own_fields import active_fields
from dealercrm.lib.texts import Words

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
GROUP_OF = {Customer: WHO, Home: HOMES, Order: BOUGHT, DistributorProfile: PARTNERS, DesignerProfile: PARTNERS}
# How the list gets from a customer to the rows of another model: to the one row there is, or to those it has.
ONE_ROW = {Customer: "", DistributorProfile: "distributor__", DesignerProfile: "designer__"}
SOME_ROW = {Home: Home.objects.order_by(), Order: Order.objects.standing()}


def conditions_for() -> dict[str, Condition]:
    """{name: Condition} in the order people see them; the dealer's own fields come last."""
    # Copies: a condition remembers what it has looked up for one address.
    found = [*map(copy, _standard()), *(own_condition(own, OWN) for own in active_fields())]
    return {condition.name: condition for condition in found}


@cache
def _standard() -> list[Condition]:
    """STANDARD with what other floors hand up, at the head of its group."""
    found = [*import_string(settings.FILTERING), *STANDARD]
    return sorted(found, key=lambda condition: GROUPS.index(condition.group))


def categories() -> list[tuple[str, str]]:
    return [(category.pk, str(category)) for category in Category.objects.all()]


def months() -> list[tuple[str, str]]:
    solar = [(f"solar-{n:02}", _("solar month %(n)d") % {"n": n}) for n in range(1, 13)]
    return solar + [(f"lunar-{n:02}", _("lunar month %(n)d") % {"n": n}) for n in range(1, 13)]


def outdated() -> list[tuple[int, str]]:
    return [(n, _("%(n)d days") % {"n": n}) for n in OUTDATED]


def causes() -> list[tuple[str, Words]]:
    return [(risk.code, risk.label) for risk in risks().values()]


def risks_because(customers: QuerySet, cause: str) -> QuerySet:
    return at_risk(customers, timezone.localdate(), cause)


def _of_fact(fact: Fact) -> Condition:
    """The condition of an entry in the archive's table, by the kind of its field."""
    said = (fact.condition, fact.question or fact.label, GROUP_OF[fact.model])
    if fact.model in SOME_ROW:
        return _of_rows(fact, SOME_ROW[fact.model], said)
    column = ONE_ROW[fact.model] + fact.name
    if fact.kind == Kind.LINK:
        return Choice(*said, [("yes", gettext_lazy("yes")), (UNKNOWN, gettext_lazy("no"))], is_linked(column))
    if fact.kind == Kind.CHOICE:
        options = [*fact.field.choices, (UNKNOWN, gettext_lazy("unknown"))]
        return Choice(*said, options, is_chosen(column))
    if fact.kind == Kind.DAY:
        nobody_knows = Q(**{f"{column}__isnull": True}) if fact.model is Customer else None
        return Days(*said, between(column), nobody_knows)
    if fact.kind == Kind.BIRTHDAY:
        return Born(*said, column=column)
    if fact.model is Customer:
        return Text(*said, column=column)
    return PartnerText(*said, column=column, partner=column.partition("__")[0])


def _of_rows(
    fact: Fact, rows: QuerySet[Home] | QuerySet[Order], said: tuple[str, Words, Words]
) -> Choice | Days | Range:
    if fact.kind == Kind.CHOICE:
        return Choice(*said, fact.field.choices, one_chosen(rows, fact.name))
    if fact.kind == Kind.DAY:
        return Days(*said, one_between(rows, fact.name))
    whole = isinstance(fact.field, IntegerField)
    return Range(*said, one_between(rows, fact.name, whole_between if whole else between))


# Made once: fifty conditions would cost each list more than its rows do.
STANDARD = (
    *(_of_fact(fact) for fact in FACTS if fact.condition),
    Choice("letter", gettext_lazy("tier"), BOUGHT, [(letter, letter) for letter in "ABCD"],
           lambda customers, letter: customers.filter(tier__letter=letter)),
    Choice("born", gettext_lazy("birthday in the month"), WHO, months, born_in),
    Days("customer_since", gettext_lazy("customer since"), WHO, between("customer_since"), Q(customer_since=None)),
    Choice("brings", gettext_lazy("brings"), BOUGHT, [("most", gettext_lazy("with few others 80 % of the profit"))],
           brings_most),
    Days("last_order", gettext_lazy("last order"), BOUGHT, between("tier__last_signed_on")),
    Range("spent", gettext_lazy("spent, yuan"), BOUGHT, whole_between("tier__spent")),
    Range("orders", gettext_lazy("number of orders"), BOUGHT, whole_between("tier__orders")),
    Choice("bought", gettext_lazy("bought goods of the kind"), BOUGHT, categories, bought, are_made=True),
    Choice("at_risk", gettext_lazy("at risk"), CONTACT, causes, risks_because),
    Choice("withdrew", gettext_lazy("wants no contact by"), CONTACT, Consent.Channel.choices, withdrew),
    Choice("missing", gettext_lazy("missing in the archive"), ARCHIVE, [(one.name, one.label) for one in CONTENTS],
           without_content),
    Choice("lacks", gettext_lazy("missing in the home"), ARCHIVE, categories, lacks, are_made=True),
    Choice("outdated", gettext_lazy("not brought up to date since"), ARCHIVE, outdated, outdated_for),
    Days("written", gettext_lazy("written down on"), ARCHIVE, written_between),
    Tagged("tag", gettext_lazy("tagged"), OWN),
    Tagged("not_tag", gettext_lazy("not tagged"), OWN, carried=False),
)  # fmt: skip
