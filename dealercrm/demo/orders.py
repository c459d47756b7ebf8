"""What the families bought, from signing to installation."""

from datetime import timedelta
from decimal import Decimal

from customers.models import Order, OrderLine
from dealercrm.demo.seasons import working_day
from dealercrm.demo.shops import FORMER, OTHER_CREWS
from dealercrm.demo.words import GOODS, talk

ON_STOCK = {"mattress_latex", "mattress_spring", "smart_lock", "tap_shower", "toilet_smart"}
MEMORY = timedelta(days=600)  # older orders carry the names of colleagues who have left since


def purchase(rng, customer, signed_on, *, crew, today, without=()):
    """(Order, [OrderLine]), unsaved, as it stands today; `without` are categories the family has already."""
    lines = goods(rng, without)
    order = Order(
        store=customer.store,
        customer=customer,
        signed_on=signed_on,
        amount=sum(line.amount for line, _goods in lines),
        gross_profit=sum(
            (line.amount * Decimal(str(round(sold.margin * rng.uniform(0.85, 1.1), 3)))).quantize(Decimal("1"))
            for line, sold in lines
        ),
    )
    deliver_and_install(rng, order, lines, today)
    sign_with_names(rng, order, crew, today)
    for position, (line, _goods) in enumerate(lines):
        line.order, line.position = order, position
    return order, [line for line, _goods in lines]


def goods(rng, without):
    wanted = rng.choices((1, 2, 3, 4), weights=(38, 33, 19, 10))[0]
    chosen = {}
    while len(chosen) < wanted:
        sold = rng.choices(GOODS, weights=[row.weight for row in GOODS])[0]
        if sold.category not in without:
            chosen[sold.category] = sold
    lines = []
    for sold in chosen.values():
        quantity = rng.randint(sold.fewest, sold.most)
        price = rng.randint(sold.cheapest // 10, sold.dearest // 10) * 10
        lines.append(
            (
                OrderLine(
                    product=sold.product,
                    category_id=sold.category,
                    quantity=quantity,
                    measure=sold.measure,
                    amount=Decimal(quantity * price),
                ),
                sold,
            )
        )
    return lines


def deliver_and_install(rng, order, lines, today):
    made_to_measure = any(sold.category not in ON_STOCK for _line, sold in lines)
    wait = rng.randint(20, 55) if made_to_measure else rng.randint(3, 12)
    delivery = working_day(order.signed_on + timedelta(days=wait))
    installation = working_day(delivery + timedelta(days=rng.choice((0, 0, 1, 1, 2, 4))))
    order.planned_install_on = installation
    if rng.random() < 0.02 and order.signed_on + timedelta(days=9) < today:
        order.cancelled_on = order.signed_on + timedelta(days=rng.randint(1, 8))
        order.notes = rng.choice(talk.CANCELLED)
        return
    order.delivered_on = delivery if delivery < today else None
    order.installed_on = installation if installation < today else None


def sign_with_names(rng, order, crew, today):
    code = order.store.code
    if today - order.signed_on > MEMORY and rng.random() < 0.4:
        order.salesperson_name = rng.choice(FORMER[code])
    else:
        order.salesperson = order.customer.keeper
        order.salesperson_name = order.salesperson.name if order.salesperson else FORMER[code][0]
    if crew and today - order.signed_on < MEMORY:
        order.crew, order.crew_name = crew, crew.name
    else:
        order.crew_name = rng.choice(OTHER_CREWS[code])
