"""What of an archive a gift is chosen by, and what this year's gifts came to beside what the tier is entitled to."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from customers.entitlements import entitlements
from customers.models import Customer, CustomerTier
from rewards.models import Gift, GiftGiven, Stock
from rewards.suggesting import Known, Offer, Suggestion, keeps_a_pet, suggestions

ELDERLY, SMALL, SCHOOL = 65, 6, 17
NEW = timedelta(days=365)


@dataclass(frozen=True)
class YearsGifts:
    """`entitled` None: no tier yet, so nobody says."""

    year: int
    spent: Decimal
    entitled: int | None

    @property
    def left(self) -> Decimal | None:
        return None if self.entitled is None else max(self.entitled - self.spent, Decimal(0))

    @property
    def is_over(self) -> bool:
        return self.entitled is not None and self.spent > self.entitled


def years_gifts(customer: Customer, today: date) -> YearsGifts:
    spent = GiftGiven.objects.filter(customer=customer).of_year(today.year).spent()
    tier = CustomerTier.objects.filter(customer=customer).first()
    entitled = entitlements().get((tier.letter, tier.level)) if tier else None
    return YearsGifts(today.year, Decimal(spent), entitled.gift_yuan if entitled else None)


def suggested_for(customer: Customer, today: date, left: Decimal | None) -> list[Suggestion]:
    """The gifts in the customer's store that suit them best, each with its reason."""
    offers = [
        Offer(gift.pk, gift.name, gift.cost, gift.for_whom, gift.words, pieces)
        for gift, pieces in gifts_in(customer.store_id)
    ]
    last = GiftGiven.objects.filter(customer=customer).values_list("gift", flat=True).first()
    known = Known(
        customer.small_talk, customer.occupation, customer.avoid, frozenset(_has(customer, today)), last, left
    )
    return suggestions(known, offers)


def gifts_in(store_id: int) -> list[tuple[Gift, int]]:
    """[(gift in use, how many lie in the store)]."""
    lying = dict(Stock.objects.filter(store=store_id).values_list("gift", "pieces"))
    return [(gift, lying.get(gift.pk, 0)) for gift in Gift.objects.active()]


def _has(customer: Customer, today: date) -> list[str]:
    """Names of Gift.ForWhom that fit the household."""
    found = ["pets"] if keeps_a_pet(customer.small_talk) else []
    if customer.homes.filter(handed_over_on__gt=today - NEW, handed_over_on__lte=today).exists():
        found.append("new_home")
    own = customer.birthday.age_on(today) if customer.birthday else None
    if own is not None and own >= ELDERLY:
        found.append("elders")
    for member in customer.members.all():
        age = member.birthday.age_on(today) if member.birthday else None
        if member.relation in ("child", "grandchild"):
            band = member.age_band
            if band in ("0-2", "3-6") or (age is not None and age <= SMALL):
                found.append("young_child")
            elif band == "7-13" or (age is not None and age <= SCHOOL):
                found.append("school_child")
        elif member.relation in ("parent", "grandparent") or (age is not None and age >= ELDERLY):
            found.append("elders")
    return found
