"""What the keepers promised for these days: so that everybody finds a day's work on Today, and a little left over."""

from datetime import timedelta

from campaigns.models import Doer, Revisit, Touchpoint
from dealercrm.demo.contacts import fitting, revisit
from dealercrm.demo.seasons import at
from dealercrm.demo.words import talk
from stores.models import Role

# How many days from today each assistant's promises fall: a few overdue, most of them now, some to come.
DAYS = (-2, -1, 0, 0, 0, 1, 3, 6)
WORTH = timedelta(days=14)
BEFORE = (4, 12)  # days between the talk and the promise


def promise(rng, archive, staff, today):
    """Revisits that end with a promise, and the touchpoints that keep it, saved; returns the revisits."""
    revisits, touchpoints = [], []
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
            touchpoints.append(
                Touchpoint(
                    promise=spoken,
                    customer=customer,
                    store=customer.store,
                    assignee=keeper,
                    occurrence="promise",
                    occasion_on=due_on,
                    due_on=due_on,
                    expires_on=due_on + WORTH,
                    way="call",
                    doer=Doer.KEEPER,
                )
            )
    Revisit.objects.bulk_create(revisits)
    Touchpoint.objects.bulk_create(touchpoints)
    return revisits
