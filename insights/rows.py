"""The rows behind each count, so that every figure opens into what it is made of (KP-7)."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, DateTimeField, DecimalField, IntegerField, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.querysets import standing
from dealercrm.lib.texts import Words
from insights.definitions import SERVED, contacts, installations, recommendations, sales
from referrals.querysets import CLOSED

CUSTOMERS, REFERRALS, ORDERS, REFERRERS = "customers", "referrals", "orders", "referrers"


@dataclass(frozen=True)
class RowSet:
    """What one count counts: `find(period, store)` gives as many rows as the columns `counts` add up to."""

    code: str
    title: Words
    definition: Words
    shows: Words
    find: Callable
    counts: tuple[str, ...]
    amounts: tuple[str, ...] = ()


def within(rows, store, **filters):
    return rows.filter(**filters) if store is None else rows.filter(store=store, **filters)


def named(period, store):
    where = {} if store is None else {"recorded_in": store}
    return recommendations().filter(**where, **period.moments("recorded_at"))


def served(period, store):
    installed = within(installations(), store, **period.days("installed_on"))
    reached = within(contacts(), store, **period.moments("at"))
    return Customer.objects.filter(
        Q(pk__in=installed.order_by().values("customer")) | Q(pk__in=reached.order_by().values("customer")),
        customer_since__lt=period.end,
    )


def referrers(period, store):
    return served(period, store).filter(pk__in=named(period, store).order_by().values("referrer"))


def referred(period, store):
    return named(period, store).filter(referrer__in=served(period, store).values("pk"))


def top_referrers(period, store):
    """Customers who named somebody in the period: how many (`named`), of whom `signed` with an order that stands,
    what these came to (`brought`), how many are still `open`, and the `newest`."""
    theirs = named(period, store).filter(referrer=OuterRef("pk")).order_by().values("referrer")
    stands = standing("order__")
    counts = {
        "named": (Count("pk"), IntegerField()),
        "signed": (Count("pk", filter=stands), IntegerField()),
        "brought": (Coalesce(Sum("order__amount", filter=stands), Decimal(0)), DecimalField()),
        "open": (Count("pk", filter=~Q(state__in=CLOSED)), IntegerField()),
        "newest": (Max("recorded_at"), DateTimeField()),
    }
    found = {
        name: Subquery(theirs.annotate(n=count).values("n"), output_field=field)
        for name, (count, field) in counts.items()
    }
    people = named(period, store).order_by().values("referrer")
    return Customer.objects.filter(pk__in=people).annotate(**found)


def sold(which=None):
    """Finder of the sales that meet a condition."""

    def find(period, store):
        found = within(sales(), store, **period.days("signed_on"))
        return found.filter(which) if which else found

    return find


ROW_SETS = {
    rows.code: rows
    for rows in (
        RowSet("served", _("Customers served"), SERVED, CUSTOMERS, served, ("served",)),
        RowSet(
            "referrers",
            _("Customers who referred"),
            _("Customers served in the period who recommended somebody in it."),
            CUSTOMERS,
            referrers,
            ("referrers",),
        ),
        RowSet(
            "referred",
            _("People referred"),
            _("Recommended in the period by customers who were served in it."),
            REFERRALS,
            referred,
            ("referred",),
        ),
        RowSet(
            "orders",
            _("Orders"),
            _("Signed in the period and not cancelled."),
            ORDERS,
            sold(),
            ("orders",),
            ("amount",),
        ),
        RowSet(
            "old-orders",
            _("Orders of old customers"),
            _("Repurchases, and first orders of people whom an old customer sent."),
            ORDERS,
            sold(Q(is_repeat=True) | Q(is_referred=True)),
            ("repeat_orders", "referred_orders"),
            ("repeat_amount", "referred_amount"),
        ),
        RowSet(
            "repeat-orders",
            _("Repurchases"),
            _("Orders of customers who had an earlier order that stands."),
            ORDERS,
            sold(Q(is_repeat=True)),
            ("repeat_orders",),
            ("repeat_amount",),
        ),
        RowSet(
            "referred-orders",
            _("Referred orders"),
            _("First orders of people whom an old customer sent."),
            ORDERS,
            sold(Q(is_referred=True)),
            ("referred_orders",),
            ("referred_amount",),
        ),
    )
}
