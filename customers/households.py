"""Archives of one household (AR-3): a couple in two archives is greeted once. A person decides; what suggests it."""

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, CustomerPhone, HouseholdAnswer, HouseholdKey, HouseholdMember, Tie
from dealercrm.lib.texts import Words
from stores.models import Staff

LOOKED_AT, SHOWN = 50, 5
WHYS: dict[str, Words] = {"tie": _("noted as relatives"), "number": _("one number"), "door": _("one door")}


def keep_households(customer_ids: Iterable[int]) -> None:
    """Count anew of which household these archives are, and all that are or were one with them."""
    ids = set(customer_ids)
    found = set(HouseholdKey.objects.filter(customer__in=ids).values_list("household", flat=True))
    ids |= set(HouseholdKey.objects.filter(household__in=found).values_list("customer", flat=True))
    pairs: set[tuple[int, int]] = set()
    new = ids
    while new:
        answers = HouseholdAnswer.objects.filter(Q(first__in=new) | Q(second__in=new), is_one=True)
        pairs |= set(answers.values_list("first", "second"))
        new = {pk for pair in pairs for pk in pair} - ids
        ids = ids | new
    key = {pk: pk for pk in ids}
    for _round in pairs:  # the smallest id has gone round when as many rounds are over as there are pairs
        for pair in pairs:
            key.update(dict.fromkeys(pair, min(key[pk] for pk in pair)))
    together = {pk for pair in pairs for pk in pair}
    HouseholdKey.objects.filter(customer__in=ids - together).delete()
    rows = [HouseholdKey(customer_id=pk, household=key[pk]) for pk in sorted(together)]
    HouseholdKey.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["customer"], update_fields=["household"]
    )


def with_household(customer_ids: Iterable[int]) -> list[int]:
    """These archives, and all of their households."""
    ids = set(customer_ids)
    households = HouseholdKey.objects.filter(customer__in=ids).values("household")
    return sorted(ids | set(HouseholdKey.objects.filter(household__in=households).values_list("customer", flat=True)))


def key_of(customer_id: int) -> int:
    """The key of the archive's household, which is its own number where it is alone."""
    return HouseholdKey.objects.filter(customer=customer_id).values_list("household", flat=True).first() or customer_id


def household_of(customer: Customer, *, reader: Staff) -> list[Customer]:
    """The other archives of the household, as far as the reader sees them."""
    others = Customer.objects.visible_to(reader).filter(pk__in=with_household([customer.pk]))
    return list(others.exclude(pk=customer.pk).select_related("tier", "store").order_by("pk"))


def suggested(customer: Customer, *, household: list[Customer], reader: Staff) -> list[tuple[Customer, Words]]:
    """[(archive of the store, why it may be of the same household)] of which nobody has said yes or no.

    `household` is what `household_of` found.
    """
    reasons: dict[int, str] = {}
    for why, ids in (("tie", _tied(customer)), ("number", _of_number(customer)), ("door", _at_door(customer))):
        reasons = dict.fromkeys(ids, why) | reasons
    answered = HouseholdAnswer.objects.filter(Q(first=customer) | Q(second=customer)).values_list("first", "second")
    known = {pk for pair in answered for pk in pair} | {customer.pk, *(other.pk for other in household)}
    rows = Customer.objects.visible_to(reader).filter(store=customer.store_id, erased_at=None)
    rows = rows.filter(pk__in=reasons.keys() - known).select_related("tier", "store").order_by("pk")[:SHOWN]
    return [(row, WHYS[reasons[row.pk]]) for row in rows]


def _tied(customer: Customer) -> list[int]:
    ties = Tie.objects.filter(Q(first=customer) | Q(second=customer), relation=Tie.Relation.RELATIVE)
    return [pk for pair in ties.values_list("first", "second") for pk in pair]


def _of_number(customer: Customer) -> list[int]:
    """A number of theirs, or of somebody in their household, that another archive or its household carries."""
    own = customer.phones.order_by().values_list("number", flat=True)
    numbers = list(own.union(customer.members.order_by().exclude(phone="").values_list("phone", flat=True)))
    holders = CustomerPhone.objects.order_by().filter(number__in=numbers).values_list("customer", flat=True)
    members = HouseholdMember.objects.order_by().exclude(phone="").filter(phone__in=numbers)
    return list(holders[:LOOKED_AT].union(members.values_list("customer", flat=True)[:LOOKED_AT]))


def _at_door(customer: Customer) -> list[int]:
    if not (customer.community and customer.room):
        return []
    door = {name: getattr(customer, name) for name in ("community", "building", "unit", "room")}
    return list(Customer.objects.filter(store=customer.store_id, **door).values_list("pk", flat=True)[:LOOKED_AT])
