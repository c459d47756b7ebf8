"""Fills an empty database with the demo dealer."""

import random

from django.db import transaction

from campaigns.actions.digest import write_digests
from campaigns.actions.rules import set_up_schedule
from campaigns.models import TouchpointRule
from campaigns.planning import plan_store
from customers.actions.duplicates import find_duplicates
from customers.actions.life_curves import learn_from_purchases
from customers.actions.suspicions import scan
from customers.at_risk import keep_all as keep_all_risks
from customers.categories import load_categories
from customers.models import Activity
from customers.needs_of_many import keep_all_next_purchases
from customers.search import keep_search
from dealercrm.demo import (
    agreeing,
    business,
    contacts,
    dwellings,
    gifts,
    history,
    households,
    knowing,
    partners,
    promises,
    shops,
    sorting,
    weighing,
)
from insights.freshness import count_all

CUSTOMERS = 2000


@transaction.atomic
def fill(today, now, *, count=CUSTOMERS):
    """Write the dealer as it stands on `today` (the same date gives the same dealer); returns the Archive."""
    rng = random.Random(today.toordinal())
    load_categories()
    stores, staff = shops.open_shops()
    owner = staff["laoban"]
    for store in stores.values():
        # While there is nobody to plan for: the past is told by hand, and only then the coming days laid out.
        set_up_schedule(store, by=owner, today=today)
    Activity.objects.update(at=now - contacts.YEARS_KEPT, imported=True)
    archive = business.build(rng, stores, staff, count=count, today=today)
    deepen(archive, staff, today)
    keep_search([customer.pk for customer in archive.customers])
    learn_from_purchases(today)
    keep_all_next_purchases(today)
    weighing.begin(staff, today)
    rules = TouchpointRule.objects.select_related("store")
    revisits = contacts.look_back(rng, archive, staff, rules, today)
    revisits += promises.promise(rng, archive, staff, today)
    history.write(rng, archive, revisits, now)
    gifts.give_gifts(random.Random(today.toordinal() + 1), archive, stores, staff, today)
    history.backdate()
    weighing.weigh(rng, archive, staff, today)
    history.backdate_opinions()
    keep_all_risks(today)
    for store in stores.values():
        plan_store(store, today=today)
    for look in (find_duplicates, scan):
        look(today)
    count_all(today)
    write_digests(now)
    return archive


def deepen(archive, staff, today):
    """What the archive knows beside sales: families, homes, partners, tags, consents and ties."""
    rng = random.Random(-today.toordinal())
    partners.invite(rng, archive, today)
    households.gather(rng, archive, today)
    dwellings.furnish(rng, archive, today)
    sorting.sort_out(rng, archive, staff, today)
    agreeing.agree(rng, archive, today)
    knowing.get_to_know(rng, archive, staff, today)
