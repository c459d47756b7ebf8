"""Who sent whom: referrals that became orders, that were lost, and that are still open."""

from datetime import timedelta

from customers.models import Customer
from dealercrm.demo.families import person
from dealercrm.demo.leads import lead
from dealercrm.demo.seasons import at
from dealercrm.demo.words import talk
from referrals.models import Referral

State = Referral.State
RELATIONS = {
    Referral.Relation.NEIGHBOUR: 30,
    Referral.Relation.FRIEND: 28,
    Referral.Relation.COLLEAGUE: 20,
    Referral.Relation.RELATIVE: 18,
    Referral.Relation.OTHER: 4,
}
LOST_TO_SIGNED = 1.3
FANS = 7  # every so-many-th family sends friends again and again
OPEN_DAYS = 70
OPEN = {State.SUBMITTED: 24, State.CONTACTED: 17, State.VISITED: 11, State.QUOTED: 8}  # of a dealer of 2,000 customers


def relation(rng):
    return rng.choices(list(RELATIONS), weights=RELATIONS.values())[0]


def choose_referrer(rng, archive, store, by):
    """A family of the shop whose goods stood in the home a week before that day, or None."""
    earliest = by - timedelta(days=4 * 365)
    happy = [
        order
        for order in archive.orders
        if order.store is store and order.installed_on and earliest < order.installed_on < by - timedelta(days=21)
    ]
    if not happy:
        return None
    # Fresh joy tells most: half of all referrals come within a year of the installation.
    weights = [(6 if index % FANS == 0 else 1) * (3 if (by - order.installed_on).days < 365 else 1)
               for index, order in enumerate(happy)]  # fmt: skip
    return rng.choices(happy, weights)[0].customer


def refer(rng, archive, referrer, day, **fields):
    referral = Referral(
        store=referrer.store,
        recorded_in=referrer.store,
        referrer=referrer,
        need=rng.choice(talk.REFEREE_NEEDS) if rng.random() < 0.85 else "",
        recorded_by=referrer.keeper,
        recorded_at=at(rng, day),
        **{"relation": relation(rng)} | fields,
    )
    archive.referrals.append(referral)
    return referral


def signed(rng, archive, referrer, referee, order, relation):
    """The referral behind an order, some weeks before it was signed."""
    day = order.signed_on - timedelta(days=rng.randint(3, 20))
    cancelled = order.cancelled_on is not None
    refer(
        rng, archive, referrer, day,
        referee=referee, relation=relation, name=referee.name, phone=archive.number_of[id(referee)],
        state=State.LOST if cancelled else State.SIGNED, lost_reason=order.notes if cancelled else "",
        order=None if cancelled else order,
        signed_on=None if cancelled else order.signed_on,
    )  # fmt: skip
    archive.seen(referee, day)


def fail_or_wait(rng, archive, numbers, today):
    """The referrals that brought nothing, spread like those that did, and the ones of the last weeks still open."""
    won = [referral for referral in archive.referrals if referral.state == State.SIGNED]
    for referral in rng.choices(won, k=round(len(won) * LOST_TO_SIGNED)) if won else ():
        day = referral.recorded_at.date() + timedelta(days=rng.randint(-20, 20))
        referrer = choose_referrer(rng, archive, referral.store, min(day, today))
        if referrer and day < today:
            friend = {"name": person(rng, today)[0], "phone": next(numbers)}
            refer(rng, archive, referrer, day, **friend, state=State.LOST, lost_reason=rng.choice(talk.LOST))
    size = len(archive.customers) / 2000
    for state, count in OPEN.items():
        for _ in range(max(round(count * size), 1)):
            wait(rng, archive, state, numbers, today)


def wait(rng, archive, state, numbers, today):
    """An open one; from the first visit on the friend has an archive of their own, as a lead."""
    youngest = {State.SUBMITTED: 0, State.CONTACTED: 3, State.VISITED: 8, State.QUOTED: 15}[state]
    day = today - timedelta(days=rng.randint(youngest + 1, youngest + OPEN_DAYS // 2))
    store = rng.choice(archive.orders).store
    referrer = choose_referrer(rng, archive, store, day)
    if referrer is None:
        return
    if state in (State.SUBMITTED, State.CONTACTED):
        refer(rng, archive, referrer, day, name=person(rng, today)[0], phone=next(numbers), state=state)
        return
    referee = lead(rng, archive, store, referrer.keeper, numbers, today, seen=day)
    referee.source = Customer.Source.REFERRAL
    phone = archive.number_of[id(referee)]
    refer(rng, archive, referrer, day, referee=referee, name=referee.name, phone=phone, state=state)
