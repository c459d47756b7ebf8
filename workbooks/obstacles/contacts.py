"""Contacts that stand in the way of undoing an import: those that took place, or that a person decided about."""

from django.db.models import CharField, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from campaigns.models import Revisit, Touchpoint
from workbooks.obstacles.finding import Obstacle

State = Touchpoint.State


def decided(brought):
    """Of the customers it made, and of the care for orders it gave to others."""
    of_orders = brought.orders.annotate(named=Concat(Value("order-"), Cast("pk", CharField()))).values("named")
    theirs = Q(customer__in=brought.made) | Q(occurrence__in=of_orders)
    return Touchpoint.objects.filter(theirs, Q(state__in=[State.DONE, State.SKIPPED]) | Q(moved_by_hand=True))


OBSTACLES = [
    Obstacle(
        "contacted",
        _("A contact with them was noted"),
        lambda b: Revisit.objects.filter(customer__in=b.made),
        by="by_id",
        at="at",
    ),
    Obstacle("touched", _("A planned contact was done, skipped or put off"), decided, at="closed_at"),
]
