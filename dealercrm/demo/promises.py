"""What the keepers promised for these days: so that everybody finds a day's work on Today, and a little left over."""

from datetime import timedelta

from campaigns.models import Contact, Doer, Revisit, Touchpoint, TouchpointRule
from dealercrm.demo.contacts import fitting, revisit, save
from dealercrm.demo.seasons import at
from dealercrm.demo.words import talk
from stores.models import Role

# How many days from today each assistant's promises fall: a few overdue, most of them now, some to come.
DAYS = (-2, -1, 0, 0, 0, 1, 3, 6)
WORTH = timedelta(days=14)
BEFORE = (4, 12)  # days between the talk and the promise


def promise(rng, archive, staff, today):
    """Revisits that end with a promise, and the contacts that keep it, saved; returns the revisits."""
    revisits, contacts = [], []
    for keeper in staff.values():
        if keeper.role != Role.ASSISTANT:
            continue
        bought = [
            customer
            for customer in archive.customers
            if customer.keeper is keeper and customer.customer_since and customer not in archive.silent
        ]
        for days, customer in zip(DAYS, rng.sample(bought, min(len(DAYS), len(bought))), strict=False):
            due_on = today + timedelta(days=days)
            spoke_on = min(due_on - timedelta(days=rng.randint(*BEFORE)), today - timedelta(days=1))
            note = fitting(rng, talk.PROMISED, customer)
            spoken = revisit(
                archive, customer, keeper, at(rng, spoke_on), rng.choice(("call", "shop")), note,
                outcome=Revisit.Outcome.LATER, next_on=due_on,
            )  # fmt: skip
            revisits.append(spoken)
            who = {"customer": customer, "store": customer.store, "household": customer.pk}
            who |= {"wanted_on": due_on, "earliest": due_on}
            until = due_on + WORTH
            promised = Touchpoint(**who, promise=spoken, occurrence="promise", occasion_on=due_on, latest=until,
                                  nature=TouchpointRule.Nature.SERVICE)  # fmt: skip
            contacts.append(Contact(**who, leading=promised, assignee=keeper, on=due_on, expires_on=until, way="call",
                                    doer=Doer.KEEPER, counts=False, is_fixed=True))  # fmt: skip
    Revisit.objects.bulk_create(revisits)
    save(contacts)
    return revisits
