"""The homes of the families and what stands in them: ours by their orders, older things of other brands, gaps."""

from datetime import timedelta
from decimal import Decimal

from customers.models import Home, HomeItem
from dealercrm.demo.families import pick
from dealercrm.demo.words import GOODS

Kind, State = Home.Kind, HomeItem.State
VISITED = 0.8  # of the families that bought: somebody of ours has seen the home
SECOND_HOME = 0.06
OTHER_BRANDS = ("禾木居", "安然之家", "老房带来的", "网购", "亲戚送的")  # invented, or none
KINDS = ((Kind.BARE, 46), (Kind.FITTED, 22), (Kind.SECOND_HAND, 18), (Kind.RENEWED, 14))
NEW = (Kind.BARE, Kind.FITTED)
STATES = ((State.GOOD, 70), (State.WORN, 20), (State.BROKEN, 4), (State.MISSING, 6))
NOTES = ("南北通透，采光好", "一楼返潮，注意防潮", "电梯小，大件要走楼梯", "周末物业不让施工", "", "", "", "")
PERMITTED = 0.25  # let their home be photographed


def furnish(rng, archive, today):
    """Homes and their inventory, saved; returns the homes the families live in."""
    homes, second, items = [], [], []
    for customer in archive.customers:
        bought = [entry for entry in archive.purchases[id(customer)] if entry[0].installed_on]
        if not bought or rng.random() >= VISITED:
            continue
        home = lived_in(rng, customer, bought[0][0].signed_on, today)
        homes.append(home)
        items += [bought_here(home, order, line) for order, lines in bought for line in lines]
        items += of_other_brands(rng, home, {line.category_id for _order, lines in bought for line in lines}, today)
        if rng.random() < SECOND_HOME:
            second.append(bought_lately(rng, customer, today))
    Home.objects.bulk_create(homes + second, batch_size=1000)
    HomeItem.objects.bulk_create(items, batch_size=2000)
    return homes


def lived_in(rng, customer, signed_on, today):
    kind = pick(rng, KINDS)
    age = rng.randint(40, 300) if kind in NEW else rng.randint(8 * 365, 20 * 365)
    home = Home(
        customer=customer, community=customer.community, kind=kind, renovation_round=1 if kind in NEW else 2,
        door="-".join((customer.building, customer.unit, customer.room)), area=Decimal(rng.randint(58, 188)),
        handed_over_on=signed_on - timedelta(days=age), notes=rng.choice(NOTES),
    )  # fmt: skip
    if rng.random() < PERMITTED:
        home.photo_permission_by, home.photo_permission_on = customer.name, signed_on
    return home


def bought_lately(rng, customer, today):
    """A further home, still to be furnished."""
    return Home(
        customer=customer, label=rng.choice(("给父母的房", "婚房", "学区房", "投资公寓")), kind=Kind.BARE,
        is_main=False, community=customer.community, area=Decimal(rng.randint(60, 120)),
        handed_over_on=today - timedelta(days=rng.randint(-60, 240)),
    )  # fmt: skip


def bought_here(home, order, line):
    return HomeItem(
        home=home, category_id=line.category_id, product=line.product, bought_from_us=True,
        bought_on=order.installed_on, order_line=line,
    )  # fmt: skip


def of_other_brands(rng, home, had, today):
    """What the family had before, or lacks."""
    wanted = [sold for sold in GOODS if sold.category not in had]
    for sold in {sold.category: sold for sold in rng.sample(wanted, rng.choice((0, 1, 1, 2, 3)))}.values():
        state = pick(rng, STATES)
        product = sold.product.split(" ")[0]
        if state == State.MISSING:
            yield HomeItem(home=home, category_id=sold.category, product=product, state=state)
            continue
        bought_on = today - timedelta(days=rng.randint(200, 11 * 365))
        yield HomeItem(
            home=home, category_id=sold.category, product=product, state=state, bought_on=bought_on,
            brand=rng.choice(OTHER_BRANDS),
        )  # fmt: skip
