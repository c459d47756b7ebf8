"""How the demo dealer weighs customers: what the staff think of them, two versions of the scheme, tiers set by hand."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from customers.actions.tiers import recompute_tiers
from customers.models import CustomerTier, SoftRating, TierOverride, TierScheme
from customers.scoring import ready_scheme

FIRST, SECOND = timedelta(days=400), timedelta(days=45)  # days ago that a scheme came into force
ASKED, LONGEST_AGO = 0.45, 700  # part of the old customers whose keeper has an opinion, and how old it may be, days
USUAL = {
    "belief": (2, 3, 4, 4, 5),
    "circle": (1, 2, 3, 3, 4, 5),
    "first_service": (3, 4, 4, 5),
    "kindness": (3, 4, 4, 5),
}
BY_HAND = (
    ("A1", "介绍过三家邻居，都成交了", 120),
    ("B1", "新房明年交付，老板让多走动", 200),
    ("A2", "业委会主任，小区里说话有分量", 90),
)


def begin(staff, today):
    """The first scheme: what people spend, and little else."""
    weights = ready_scheme().weights | {"value": 60, "profit": 20, "belief": 2, "circle": 2, "kindness": 2}
    _scheme(staff, today - FIRST, weights=weights)
    recompute_tiers(today - SECOND - timedelta(days=1))


def weigh(rng, archive, staff, today):
    """After two years of contact: opinions, the scheme of now, and what was set by hand."""
    _opinions(rng, archive, today)
    recompute_tiers(today - SECOND - timedelta(days=1))
    _scheme(staff, today - SECOND, weights=ready_scheme().weights)
    recompute_tiers(today - SECOND)
    _set_by_hand(rng, archive, today)
    recompute_tiers(today)


def _scheme(staff, day, **fields):
    owner = staff["laoban"]
    TierScheme.objects.create(from_on=day, by=owner, at=_noon(day), **fields)


def _opinions(rng, archive, today):
    rows = []
    for customer in archive.customers:
        if customer.customer_since is None or customer.keeper is None or rng.random() > ASKED:
            continue
        day = max(customer.customer_since, today - timedelta(days=rng.randrange(1, LONGEST_AGO)))
        for aspect in rng.sample(list(USUAL), rng.randint(2, 4)):
            stars = rng.choice(USUAL[aspect])
            said = {"said_on": day, "at": _noon(day), "by": customer.keeper}
            rows.append(SoftRating(customer=customer, aspect=aspect, stars=stars, **said))
    SoftRating.objects.bulk_create(rows)


def _set_by_hand(rng, archive, today):
    low = set(CustomerTier.objects.filter(letter__in="CD").values_list("pk", flat=True))
    kept = [customer for customer in archive.customers if customer.pk in low and customer.keeper]
    for customer, (tier, reason, days) in zip(rng.sample(kept, len(BY_HAND)), BY_HAND, strict=True):
        day = today - timedelta(days=rng.randrange(5, 40))
        TierOverride.objects.create(
            customer=customer, letter=tier[0], level=int(tier[1]), reason=reason, by=customer.keeper, at=_noon(day),
            until=today + timedelta(days=days),
        )  # fmt: skip


def _noon(day):
    return timezone.make_aware(datetime.combine(day, time(12)))
