"""The night's learning: from the dealer's own purchases to curves of life (customers.learning)."""

from datetime import date

from django.db import transaction

from customers.chances import Family
from customers.learning import learn, look_back
from customers.models import BuyingHabits, Category, Customer, LifeCurve
from customers.needs_of_many import BATCH, families_of

FAMILIES = 12_000  # teach as much as all of a larger dealer's


@transaction.atomic
def learn_from_purchases(today: date) -> None:
    """Draw all curves anew, and what the percents would have come to a year ago."""
    old = Customer.objects.old().filter(erased_at=None).order_by("pk").values_list("pk", flat=True)
    ids = list(old)
    ids = ids[:: max(-(-len(ids) // FAMILIES), 1)]
    families: dict[int, Family] = {}
    for start in range(0, len(ids), BATCH):
        families |= families_of(ids[start : start + BATCH], with_waits=True)
    lives = {category.pk: category.lives for category in Category.objects.all() if category.lives}
    bought = [family for family in families.values() if family.bought]
    experience = learn(bought, lives, today)
    LifeCurve.objects.all().delete()
    LifeCurve.objects.bulk_create(
        LifeCurve(source=source, survival=list(curve.survival), sample=curve.sample)
        for source, curve in experience.curves.items()
    )
    BuyingHabits.objects.all().delete()
    BuyingHabits.objects.create(
        learned_on=today,
        come_back=experience.come_back,
        steadiness=experience.steadiness,
        came_true=experience.came_true,
        fifths=look_back(bought, lives, today),
    )
