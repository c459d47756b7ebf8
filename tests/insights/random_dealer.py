"""A dealer whose rows are drawn by lot, so that counts are tried on what nobody would think of."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from campaigns.models import Revisit, Way
from customers.facts import CUSTOMER_MOVED
from customers.models import Activity, Customer
from tests.factories import NOW, SHANGHAI, make_customer, make_order, make_referral, make_store

FIRST, LAST = date(2025, 8, 20), date(2026, 11, 22)


def make_dealer(seed, stores=2, customers=60):
    """Stores with customers, orders in every state, revisits and referrals; returns the stores."""
    draw = random.Random(seed)
    made = [make_store() for _ in range(stores)]
    people = [make_customer(draw.choice(made)) for _ in range(customers)]
    for person in people:
        for _ in range(draw.choice([0, 1, 1, 2, 3])):
            make_any_order(person, draw)
        since = person.orders.standing().order_by("signed_on").values_list("signed_on", flat=True).first()
        Customer.objects.filter(pk=person.pk).update(customer_since=since)
        for _ in range(draw.choice([0, 0, 1, 2, 5])):
            make_revisit(person, any_moment(draw), outcome=draw.choice(Revisit.Outcome.values))
        for _ in range(draw.choice([0, 0, 0, 1, 3])):
            heard = person.revisits.first() if draw.random() < 0.7 else None
            at = heard.at + timedelta(days=draw.randrange(10)) if heard else any_moment(draw)
            make_referral(person, recorded_at=at, state=draw.choice(["submitted", "quoted", "lost"]))
    brought = [order for person in people for order in person.orders.filter(signed_on__isnull=False)]
    for order in draw.sample(brought, len(brought) // 4):
        referrer = draw.choice(people)
        make_referral(referrer, recorded_at=any_moment(draw), state="signed", order=order, signed_on=order.signed_on)
    for person in draw.sample(people, customers // 5):
        person.introduced_by = draw.choice([other for other in people if other != person])
        person.save(update_fields=["introduced_by"])
    for person in draw.sample(people, customers // 10):
        person.kind = "designer"
        person.save(update_fields=["kind"])
    for person in draw.sample(people, customers // 6) if stores > 1 else ():  # to another store, with what came later
        person.store = draw.choice([store for store in made if store != person.store])
        person.save(update_fields=["store"])
        Activity.objects.create(kind=CUSTOMER_MOVED, customer=person, at=NOW)
        for _ in range(draw.choice([1, 2, 3])):
            make_any_order(person, draw)
            make_revisit(person, any_moment(draw))
            make_referral(person, recorded_at=any_moment(draw), state="lost")
    return made


def make_any_order(person, draw):
    signed_on = draw.choice([None, any_day(draw), any_day(draw), date(2026, 3, draw.choice([1, 31]))])
    installed_on = signed_on and draw.choice([None, min(signed_on + timedelta(days=draw.randrange(90)), LAST)])
    cancelled_on = draw.choice([None, None, None, LAST])
    returned_on = draw.choice([None, None, None, None, LAST])
    amount = Decimal(draw.randrange(100, 9_000_000)) / 100
    days = {"signed_on": signed_on, "installed_on": installed_on}
    make_order(person, cancelled_on=cancelled_on, returned_on=returned_on, amount=amount, **days)


def make_revisit(person, at, **fields):
    return Revisit.objects.create(customer=person, store=person.store, at=at, way=Way.CALL, **fields)


def any_day(draw):
    return FIRST + timedelta(days=draw.randrange((LAST - FIRST).days + 1))


def any_moment(draw):
    """Often within the hours in which a day in Shanghai and a day in Greenwich have different dates."""
    at = time(draw.choice([0, 3, 7, 8, 15, 23]), draw.randrange(60))
    day = draw.choice([any_day(draw), any_day(draw).replace(day=1)])
    return datetime.combine(day, at, tzinfo=SHANGHAI)
