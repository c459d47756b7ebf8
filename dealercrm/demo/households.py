"""Who lives with the families: the words of the archive as members, children as the law allows (AR-3, AR-16)."""

from datetime import timedelta

from customers.models import HouseholdMember
from dealercrm.demo.families import of_age, pick
from dealercrm.demo.seasons import at
from dealercrm.demo.words import names
from dealercrm.lib.birthdays import Birthday

Relation = HouseholdMember.Relation
WRITTEN_DOWN = 0.7  # of the households known in words are known by name too
GUARDIANS = 0.3  # of the children's parents consented to their birthdays being kept
YOUNGEST = {"0-2": 1, "3-6": 4, "7-13": 9}


def gather(rng, archive, today):
    """Members of part of the households, saved."""
    members = []
    for customer in archive.customers:
        told = names.MEMBERS.get(customer.household, ())
        if told and rng.random() < WRITTEN_DOWN:
            members += [member(rng, customer, *row, today) for row in told]
    return HouseholdMember.objects.bulk_create(members, batch_size=1000)


def member(rng, customer, relation, age, occupation, today):
    if isinstance(age, str):
        return child(rng, customer, relation, age, today)
    born = today.year - age - rng.randint(-2, 2)
    family_name = customer.name[0] if relation in (Relation.CHILD, Relation.PARENT) else pick(rng, names.SURNAMES)
    name = family_name + rng.choice(of_age(names.GIVEN, born)[rng.randrange(2)]) if rng.random() < 0.8 else ""
    return HouseholdMember(
        customer=customer,
        relation=relation,
        name=name,
        occupation=occupation,
        birthday=birthday(rng, born, is_young=relation == Relation.CHILD),
    )


def child(rng, customer, relation, band, today):
    """With a guardian's word the birthday, else only the band."""
    if rng.random() >= GUARDIANS:
        return HouseholdMember(customer=customer, relation=relation, age_band=band, age_band_on=today)
    born = today.year - YOUNGEST[band] - 1
    consented = min(customer.updated_at, at(rng, today - timedelta(days=30)))
    return HouseholdMember(
        customer=customer, relation=relation, name=customer.name[0] + rng.choice(of_age(names.GIVEN, 9999)[1]),
        birthday=Birthday("solar", born, rng.randint(1, 12), rng.randint(1, 28)), guardian_name=customer.name,
        guardian_consent_at=consented, guardian_consent_by=customer.keeper,
    )  # fmt: skip


def birthday(rng, born, is_young):
    """The old keep the lunar calendar; of many nobody has asked. Of the young it must be known, with its year."""
    kind = rng.random()
    if kind < 0.35 and not is_young:
        return None
    calendar = "lunar" if born < 1965 or kind > 0.9 else "solar"
    return Birthday(calendar, born if kind < 0.8 or is_young else None, rng.randint(1, 12), rng.randint(1, 28))
