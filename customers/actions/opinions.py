"""What the staff think of a customer, one tap on five steps for each of four questions (TI-2)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.tiers import retier
from customers.activity import record
from customers.models import Customer, SoftRating
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def say_opinion(
    customer: Customer, *, aspect: str, stars: int, by: Staff, now: datetime | None = None
) -> SoftRating | None:
    """The newest counts and fades with age; the tier follows. None where the same was said today already."""
    now = now or timezone.now()
    if aspect not in SoftRating.Aspect or stars not in range(1, 6):
        raise Refused(_("Choose one of the five steps."))
    row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    today = timezone.localdate(now)
    said = {"customer": row, "aspect": aspect, "stars": stars, "said_on": today, "by": by}
    newest = SoftRating.objects.filter(customer=row, aspect=aspect).order_by("-said_on", "-pk").first()
    if newest and all(getattr(newest, name) == value for name, value in said.items()):
        return None
    rating = SoftRating.objects.create(**said, at=now)
    data = {"aspect": aspect, "stars": stars}
    record(facts.OPINION_SAID, customer=row, by=by, at=now, subject=rating, data=data)
    retier([row.pk], today=today)
    return rating


@transaction.atomic
def take_back_opinion(rating: SoftRating, *, by: Staff, now: datetime | None = None) -> None:
    """One's own: what was said before counts again."""
    if rating.by_id != by.pk:
        raise Refused(_("A colleague has said this: say what you think instead."))
    Customer.objects.select_for_update(no_key=True).get(pk=rating.customer_id)
    data = {"aspect": rating.aspect, "stars": rating.stars}
    if not SoftRating.objects.filter(pk=rating.pk).delete()[0]:
        return
    record(facts.OPINION_TAKEN_BACK, customer=rating.customer, by=by, data=data)
    retier([rating.customer_id], today=timezone.localdate(now))
