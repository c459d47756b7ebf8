"""What the owner's figures mean: each in words, and each as the rows it is made of. The one place (KP-8).

The stored counts (counting.py) and the pages that show the rows (rows.py) are both built on the querysets here.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from campaigns.models import Revisit
from customers.models import Customer, Order
from dealercrm.lib.texts import Words
from referrals.models import Referral


def installations() -> QuerySet[Order]:
    """Orders that stand and were installed: the first way to be served."""
    return Order.objects.standing().filter(installed_on__isnull=False)


def contacts() -> QuerySet[Revisit]:
    """Revisits in which somebody was reached: the other way."""
    return Revisit.objects.reached()


def recommendations() -> QuerySet[Referral]:
    """People named by a customer, whatever came of it: the rate tells of the customer, not of the sale. Who turned out
    to be the same person was not named. Each counts in the store that wrote it down (`recorded_in`)."""
    return Referral.objects.exclude(referee=F("referrer"))


def sales() -> QuerySet[Order]:
    """Standing orders, with `is_repeat` (the customer had an earlier one) and `is_referred` (the first, and an old
    customer sent them: their claim was signed by it, or the archive says who introduced this customer; a designer or an
    intermediary is no old customer). Of two orders signed on a day, the one entered first is the earlier."""
    earlier = Order.objects.standing().filter(
        Q(signed_on__lt=OuterRef("signed_on")) | Q(signed_on=OuterRef("signed_on"), pk__lt=OuterRef("pk")),
        customer=OuterRef("customer"),
    )
    claims = Referral.objects.filter(order=OuterRef("pk"))
    introduced = Customer.objects.old().filter(kind=Customer.Kind.CONSUMER).values("pk")
    sent = Customer.objects.filter(pk=OuterRef("customer"), introduced_by__in=introduced)
    return Order.objects.standing().annotate(
        is_repeat=Exists(earlier), is_referred=(Exists(claims) | Exists(sent)) & ~Exists(earlier)
    )


@dataclass(frozen=True)
class Figure:
    """A ratio: the counts `above` added up, over the count `below` (names of PeriodFigures' columns).

    `rows` are the pages (rows.py) that show what is counted above and below; `parts` split the upper one.
    """

    code: str
    name: Words
    short: Words  # where four of them stand side by side on a phone
    definition: Words
    above: tuple[str, ...]
    below: str
    rows: tuple[str, str]
    parts: tuple[str, ...] = ()
    is_money: bool = False

    def top(self, counts: dict[str, Any]) -> Decimal | int:
        return sum(counts[name] for name in self.above)

    def bottom(self, counts: dict[str, Any]) -> Decimal | int:
        return counts[self.below]

    def percent(self, counts: dict[str, Any]) -> float | None:
        """The ratio in percent as a float, None where there is nothing to divide by."""
        return float(100 * self.top(counts) / self.bottom(counts)) if self.bottom(counts) else None


SERVED = _(
    "Served: old customers with an order installed in the period, or with a revisit in it that reached somebody."
)
FIGURES = (
    Figure(
        "referring",
        _("Referral rate: customers who referred"),
        _("By referrer"),
        _(
            "Of the customers served in the period (an order installed, or a revisit that reached them), the share who "
            "recommended somebody in it."
        ),
        above=("referrers",),
        below="served",
        rows=("referrers", "served"),
    ),
    Figure(
        "referred",
        _("Referral rate: people referred"),
        _("By friend"),
        _("People whom they recommended in the period, for every hundred customers served; can pass 100%."),
        above=("referred",),
        below="served",
        rows=("referred", "served"),
    ),
    Figure(
        "old-orders",
        _("Old-customer share of orders"),
        _("Orders"),
        _(
            "Of the orders signed in the period and not cancelled: repurchases, and first orders of people whom an old "
            "customer sent."
        ),
        above=("repeat_orders", "referred_orders"),
        below="orders",
        rows=("old-orders", "orders"),
        parts=("repeat-orders", "referred-orders"),
    ),
    Figure(
        "old-amount",
        _("Old-customer share of sales"),
        _("Sales"),
        _("The same orders by their amount: repurchases and referred ones, of all that was signed and stands."),
        above=("repeat_amount", "referred_amount"),
        below="amount",
        rows=("old-orders", "orders"),
        parts=("repeat-orders", "referred-orders"),
        is_money=True,
    ),
)
