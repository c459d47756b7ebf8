"""People who came in and have not bought yet."""

from datetime import timedelta

from dealercrm.demo.families import family
from dealercrm.demo.orders import purchase

HAVE_AN_OFFER = 0.3


def lead(rng, archive, store, keeper, numbers, today, seen=None):
    """A lead of the last months, some with an offer in hand: an order that is not signed."""
    customer = family(rng, store=store, keeper=keeper, source=None, today=today)
    archive.add_customer(rng, customer, seen or today - timedelta(days=rng.randint(1, 150)), numbers)
    if rng.random() < HAVE_AN_OFFER:
        order, lines = purchase(rng, customer, today, crew=None, today=today)
        order.signed_on = order.planned_install_on = None
        order.crew_name = ""
        archive.add_order(order, lines)
    return customer
