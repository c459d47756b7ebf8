"""Recommendations that stand in the way of undoing an import."""

from django.utils.translation import gettext_lazy as _

from referrals.models import Referral
from workbooks.obstacles.finding import Obstacle

RECORDED = {"by": "recorded_by_id", "at": "recorded_at"}
OBSTACLES = [
    Obstacle(
        "recommends",
        _("They have recommended somebody"),
        lambda b: Referral.objects.filter(referrer__in=b.made),
        "referrer_id",
        **RECORDED,
    ),
    Obstacle(
        "recommended",
        _("Somebody has recommended them"),
        lambda b: Referral.objects.filter(referee__in=b.made),
        "referee_id",
        **RECORDED,
    ),
    Obstacle(
        "settled",
        _("A recommendation led to their order"),
        lambda b: Referral.objects.filter(order__in=b.orders),
        "order__customer_id",
        **RECORDED,
    ),
]
