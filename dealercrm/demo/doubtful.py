"""What every archive has its share of: somebody written down twice, and entries that look made up (AR-9, AR-13)."""

from datetime import timedelta

from customers.models import CustomerPhone
from dealercrm.demo.families import family
from dealercrm.lib.pinyin import pinyin_sort_key

NOWHERE = "建材市场东门 3 号仓库"
MADE_UP = 4  # entries at one address: from so many on the night asks


def add_doubtful(rng, archive, store, keeper, numbers, today):
    """Unsaved customers like all others: one known by the same number with a slip in the name, some at one address."""
    alike = [customer for customer in archive.customers if customer.store == store and len(customer.name) == 3]
    known = rng.choice(alike)
    twin = family(rng, store=store, keeper=known.keeper, source=None, today=today)
    twin.name = known.name[:2] + next(sound for sound in "晓玲文" if sound != known.name[2])
    twin.pinyin, twin.salutation, twin.wechat = pinyin_sort_key(twin.name), "", ""
    twin.community, twin.building, twin.unit, twin.room = known.community, known.building, known.unit, known.room
    archive.add_customer(rng, twin, today - timedelta(days=9), numbers)
    archive.phones.append(CustomerPhone(customer=twin, number=archive.number_of[id(known)], position=5))
    for _ in range(MADE_UP):
        entry = family(rng, store=store, keeper=keeper, source=None, today=today)
        entry.community = entry.building = entry.unit = entry.room = ""
        entry.address, entry.birthday, entry.household, entry.wechat = NOWHERE, None, "", ""
        archive.add_customer(rng, entry, today - timedelta(days=4), numbers)
