"""Three years of business, in the order in which it happened: who came, what they bought, who sent them."""

from datetime import timedelta

from customers.models import Customer
from dealercrm.demo import doubtful, families, referring
from dealercrm.demo.archive import Archive
from dealercrm.demo.leads import lead
from dealercrm.demo.orders import purchase
from dealercrm.demo.seasons import signing_days
from dealercrm.demo.shops import REFERRAL_SHARE, STORE_SHARE, team
from referrals.models import Referral
from stores.models import Role

LEADS = 0.07  # of the archive: have not bought yet
COME_BACK = 0.15  # of the families buy a second time
ORPHANS = 0.008
REFERRALS_BEGAN = timedelta(days=3 * 365)


def build(rng, stores, staff, *, count, today):
    """An Archive of `count` customers, saved: old customers, leads, their orders and referrals up to `today`."""
    archive, numbers = Archive(), families.phone_numbers()
    leads = round(count * LEADS)
    crews = {store: next(iter(team(staff, store, Role.CREW)), None) for store in stores.values()}
    keepers = {store: keepers_of(staff, store) for store in stores.values()}
    codes, shares = list(stores), [STORE_SHARE[code] for code in stores]
    for day in signing_days(rng, today, count - leads):
        store = stores[rng.choices(codes, shares)[0]]
        keeper = choose_keeper(rng, keepers[store])
        old_customer(rng, archive, store, day, keeper=keeper, crew=crews[store], numbers=numbers, today=today)
    for customer in [customer for customer in archive.customers if rng.random() < COME_BACK]:
        come_back(rng, archive, customer, crews[customer.store], today)
    referring.fail_or_wait(rng, archive, numbers, today)
    doubtful.add_doubtful(rng, archive, stores["erqi"], keepers[stores["erqi"]][0][0], numbers, today)
    while len(archive.customers) < count:
        store = stores[rng.choices(codes, shares)[0]]
        lead(rng, archive, store, choose_keeper(rng, keepers[store]), numbers, today)
    archive.save(rng, today)
    return archive


def keepers_of(staff, store):
    """(person, weight): assistants keep most families, the manager a few."""
    return [(person, 8) for person in team(staff, store, Role.ASSISTANT)] + [
        (person, 2) for person in team(staff, store, Role.MANAGER)
    ]


def choose_keeper(rng, weighted):
    return None if rng.random() < ORPHANS else families.pick(rng, weighted)


def old_customer(rng, archive, store, signed_on, *, keeper, crew, numbers, today):
    """A family that signed on that day, sent by another one in as many cases as the shop's share says."""
    began = today - REFERRALS_BEGAN
    # A habit grows: the share of referred customers doubles in three years.
    habit = min(max((signed_on - began).days / REFERRALS_BEGAN.days, 0), 1) * 0.5 + 0.5
    referrer = None
    if signed_on > began and rng.random() < REFERRAL_SHARE[store.code] * habit:
        referrer = referring.choose_referrer(rng, archive, store, signed_on)
    source = Customer.Source.REFERRAL if referrer else None
    relation = referring.relation(rng) if referrer else None
    community = referrer.community if relation == Referral.Relation.NEIGHBOUR else None
    customer = families.family(rng, store=store, keeper=keeper, source=source, today=today, community=community)
    order, lines = purchase(rng, customer, signed_on, crew=crew, today=today)
    if not order.cancelled_on:
        customer.customer_since = signed_on
    if customer.source == Customer.Source.INTERMEDIARY:
        customer.direct_since = signed_on  # whoever brought them, the shop has dealt with them itself since
    archive.add_customer(rng, customer, signed_on - timedelta(days=rng.randint(0, 25)), numbers)
    archive.add_order(order, lines)
    if referrer:
        referring.signed(rng, archive, referrer, customer, order, relation)


def come_back(rng, archive, customer, crew, today):
    """A second purchase, months or years after the first, of something the family has not got."""
    first, had = archive.purchases[id(customer)][0]
    first_day, last_day = first.signed_on + timedelta(days=150), today - timedelta(days=1)
    if not customer.customer_since or first_day >= last_day:
        return
    days = signing_days(rng, today, 5)  # drawn from the shop's seasons, then the first that is possible
    signed_on = next((day for day in days if day >= first_day), None)
    if signed_on:
        without = {line.category_id for line in had}
        archive.add_order(*purchase(rng, customer, signed_on, crew=crew, today=today, without=without))
