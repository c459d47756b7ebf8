"""What the archive itself knows of a customer's importance and urgency (TI-2), and the signals of all floors."""

from datetime import date
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from customers.models import SoftRating, TierScheme
from customers.tiering import FADED_DAYS, FADED_SQL, IMPORTANCE, LATELY_YEARS, SIDES, URGENCY, WHILE_YEARS, Signal

# Of a row of purchases {b}: gross profit, at the dealer's usual margin where an order does not say it.
PROFIT = "round({b}.profit_known + {b}.profit_unknown_of * %(margin)s)::bigint"
BY_SHARE = (
    (81, _("among the first fifth")),
    (51, _("in the upper half")),
    (21, _("in the lower half")),
    (0, _("among the last fifth")),
)
STARS = ((70, _("high")), (40, _("middling")), (0, _("low")))


def _opinion(aspect: SoftRating.Aspect, weight: int) -> Signal:
    """The newest one of each customer, while it says something."""
    newest = f"""
        SELECT DISTINCT ON (r.customer_id) r.customer_id, {FADED_SQL.format(r="r")} AS value
        FROM customers_softrating r
        WHERE r.aspect = '{aspect.value}' AND r.said_on > %(today)s::date - {FADED_DAYS} {{only}}
        ORDER BY r.customer_id, r.said_on DESC, r.id DESC"""
    return Signal(aspect.value, aspect.label, IMPORTANCE, weight, STARS, newest, "r.customer_id", unknown=50)


Aspect = SoftRating.Aspect
SIGNALS = [
    Signal("value", _("what they bought"), IMPORTANCE, 30, BY_SHARE,
           of_purchases="width_bucket(b.spent, %(value_steps)s::bigint[])"),
    Signal("profit", _("gross profit they bring"), IMPORTANCE, 25, BY_SHARE,
           of_purchases=f"width_bucket({PROFIT.format(b='b')}, %(profit_steps)s::bigint[])"),
    _opinion(Aspect.BELIEF, 8),
    _opinion(Aspect.CIRCLE, 7),
    _opinion(Aspect.FIRST_SERVICE, 5),
    _opinion(Aspect.KINDNESS, 5),
    Signal("lately", _("bought lately"), URGENCY, 20,
           ((100, _("within a year")), (30, _("within three years")), (0, _("more than three years ago"))),
           of_purchases=f"""CASE WHEN b.last_signed_on >= %(today)s::date - interval '{LATELY_YEARS} years' THEN 100
                                 WHEN b.last_signed_on >= %(today)s::date - interval '{WHILE_YEARS} years' THEN 30
                                 ELSE 0 END"""),
    Signal("window", _("likely to buy again"), URGENCY, 30,
           ((60, _("very likely")), (20, _("likely")), (0, _("hardly"))),  # one in two is the best
           "SELECT n.customer_id, least(100, 2 * round(n.percent))::int AS value"
           " FROM customers_nextpurchase n WHERE true {only}", "n.customer_id"),
    Signal("missing", _("what is missing or worn in the home"), URGENCY, 15,
           ((100, _("much")), (50, _("something")), (0, _("little"))),
           """SELECT h.customer_id, least(100, 50 * count(*) FILTER (WHERE i.state <> 'worn')
                                               + 25 * count(*) FILTER (WHERE i.state = 'worn')) AS value
              FROM customers_homeitem i JOIN customers_home h ON h.id = i.home_id
              WHERE i.state <> 'good' {only} GROUP BY h.customer_id""", "h.customer_id"),
]  # fmt: skip


@cache
def signals() -> dict[str, Signal]:
    """{code: Signal} of all floors, importance first: in this order they are kept."""
    found: list[Signal] = import_string(settings.SCORING)
    return {signal.code: signal for side in SIDES for signal in found if signal.side == side}


def scheme_on(day: date) -> TierScheme:
    """The dealer's newest that is in force, else the ready one."""
    return TierScheme.objects.filter(from_on__lte=day).first() or ready_scheme()


def ready_scheme() -> TierScheme:
    """What holds until the dealer says otherwise; not saved."""
    return TierScheme(weights={code: signal.weight for code, signal in signals().items()})
