"""The steps of an order, each a day: written, signed, delivered, installed, and cancelled or returned (AR-6)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.customer_since import count_since
from customers.actions.homes import follow_lines, furnish, items_of, take_out
from customers.actions.tiers import retier
from customers.activity import record, refuse_erased
from customers.categories import categories_of
from customers.designers import link_designer
from customers.models import Customer, Order, OrderLine
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def write_order(order: Order, *, lines: list[OrderLine], by: Staff, today: date | None = None) -> Order:
    """Save an Order (new or changed) with its lines, a list of unsaved OrderLine; returns the order.

    A line without a category gets the one its words point to; a designer's name leads to the archive called so. An
    amount of None becomes the sum of the lines. Store and steps stay as they are now: a colleague may have taken one
    meanwhile. Changing a signed order is announced: figures and tiers rest on it. Refused for a gross profit above the
    amount, where it was written anew.
    """
    before = locked(order) if order.pk else None
    if before:
        refuse_unless_open(before)
        for step in ("store_id", "signed_on", "delivered_on", "installed_on"):
            setattr(order, step, getattr(before, step))
    else:
        order.customer = Customer.objects.select_for_update(no_key=True).get(pk=order.customer_id)
        order.store_id = order.customer.store_id
    refuse_erased(before.customer if before else order.customer)
    if not lines:
        raise Refused(_("Write down at least one product."))
    if order.amount is None:
        order.amount = sum((line.amount or Decimal(0) for line in lines), Decimal(0))
    if order.amount < 0:
        raise Refused(_("An order cannot come to less than nothing."))
    profit_before = before.gross_profit if before else None
    if order.gross_profit not in (None, profit_before) and order.gross_profit > order.amount:
        raise Refused(_("The gross profit cannot be more than the amount."))
    link_designer(order, before)
    order.save()
    guessed = categories_of(line.product for line in lines)
    for position, line in enumerate(lines):
        line.pk, line.order, line.position = None, order, position
        line.category_id = line.category_id or guessed.get(line.product)
    standing_there = items_of(order) if before else []
    order.lines.all().delete()
    OrderLine.objects.bulk_create(lines)
    if before and before.installed_on:
        follow_lines(order, lines, standing_there)
    if before and before.signed_on:
        retier([order.customer_id], today=today or timezone.localdate())
        data = {"amount": [str(before.amount), str(order.amount)]}
        record(facts.ORDER_CHANGED, customer=order.customer, by=by, subject=order, data=data)
    return order


@transaction.atomic
def sign_order(order: Order, *, by: Staff, on: date, today: date | None = None) -> Order:
    """The family has signed: from now on it counts, and a lead becomes an old customer (AR-1)."""
    row = locked(order)
    refuse_unless_open(row)
    refuse_future(on, today)
    if row.signed_on:
        raise Refused(_("This order was signed already, on %(day)s.") % {"day": row.signed_on})
    if not row.lines.exists():
        raise Refused(_("Write down what is bought before the order is signed."))
    refuse_signing_before_a_review(row, on)
    row.signed_on = on
    if row.salesperson is None and not row.salesperson_name:
        row.salesperson = by
    row.save(update_fields=["signed_on", "salesperson"])
    return _standing_changed(order, row, facts.ORDER_SIGNED, by, today, {"on": str(on), "amount": str(row.amount)})


@transaction.atomic
def deliver_order(order: Order, *, by: Staff, on: date, today: date | None = None) -> Order:
    """The goods are at the customer's home."""
    row = locked(order)
    _refuse_unless_standing(row, on, today)
    if row.delivered_on:
        raise Refused(_("This order was delivered already, on %(day)s.") % {"day": row.delivered_on})
    if row.installed_on and on > row.installed_on:
        raise Refused(_("It was installed on %(day)s: it cannot have come later.") % {"day": row.installed_on})
    row.delivered_on = order.delivered_on = on
    row.save(update_fields=["delivered_on"])
    record(facts.ORDER_DELIVERED, customer=row.customer, by=by, subject=row, data={"on": str(on)}, also_erased=True)
    return row


@transaction.atomic
def install_order(order: Order, *, by: Staff, on: date, today: date | None = None) -> Order:
    """The goods stand in the home, among what else stands there; care begins with this day."""
    row = locked(order)
    _refuse_unless_standing(row, on, today)
    if row.installed_on:
        raise Refused(_("This order was installed already, on %(day)s.") % {"day": row.installed_on})
    if row.delivered_on and on < row.delivered_on:
        raise Refused(_("It was delivered on %(day)s: it cannot stand there before.") % {"day": row.delivered_on})
    row.installed_on = order.installed_on = on
    row.save(update_fields=["installed_on"])
    made = None if row.customer.is_erased else furnish(row)
    data = {"on": str(on), "made_home": made.pk} if made else {"on": str(on)}
    record(facts.ORDER_INSTALLED, customer=row.customer, by=by, subject=row, data=data, also_erased=True)
    return row


@transaction.atomic
def cancel_order(order: Order, *, by: Staff, reason: str, on: date | None = None, today: date | None = None) -> Order:
    """The order does not stand any more; it is kept, but counts nowhere. Who has no other order is a lead again."""
    today = today or timezone.localdate()
    on = on or today
    row = locked(order)
    refuse_unless_open(row)
    refuse_future(on, today)
    if not reason.strip():
        raise Refused(_("Say why the order is cancelled: the next one who calls will want to know."))
    if row.signed_on and on < row.signed_on:
        raise Refused(_("It was signed on %(day)s: it cannot have been cancelled before.") % {"day": row.signed_on})
    row.cancelled_on = on
    row.save(update_fields=["cancelled_on"])
    take_out(row)
    return _came_to_nothing(order, row, facts.ORDER_CANCELLED, by, today, on, reason.strip())


@transaction.atomic
def return_order(
    order: Order, *, by: Staff | None, reason: str, on: date | None = None, today: date | None = None
) -> Order:
    """The goods came back after delivery: as with a cancelled order, it is kept and counts nowhere."""
    today = today or timezone.localdate()
    on = on or today
    row = locked(order)
    _refuse_unless_standing(row, on, today)
    if not reason.strip():
        raise Refused(_("Say why the goods came back: the next one who calls will want to know."))
    came = row.delivered_on or row.installed_on
    if came is None:
        raise Refused(_("Nothing was delivered yet: cancel the order instead."))
    if on < came:
        raise Refused(_("It was delivered on %(day)s: it cannot have come back before.") % {"day": came})
    row.returned_on = order.returned_on = on
    row.save(update_fields=["returned_on"])
    take_out(row)
    return _came_to_nothing(order, row, facts.ORDER_RETURNED, by, today, on, reason.strip())


def locked(order: Order) -> Order:
    """The row as it is now, its customer's row locked before it: verbs on one family wait for each other.

    NO KEY UPDATE lets rows that only point to the customer be written meanwhile.
    """
    customers = Customer.objects.select_for_update(no_key=True, of=("self",))
    customer = customers.get(pk=order.customer_id)
    row = Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    row.customer = customer
    return row


def _came_to_nothing(
    order: Order, row: Order, fact: str, by: Staff | None, today: date, on: date, reason: str
) -> Order:
    """Also of an erased archive, whose figures must stay true; but nothing more is said of the person."""
    data = {"on": str(on)} if row.customer.is_erased else {"on": str(on), "reason": reason}
    return _standing_changed(order, row, fact, by, today, data, also_erased=True)


def _standing_changed(
    order: Order,
    row: Order,
    fact: str,
    by: Staff | None,
    today: date | None,
    data: dict[str, str],
    also_erased: bool = False,
) -> Order:
    """Keep what rests on a customer's standing orders, tell it, and bring the caller's copy up to date."""
    customer = row.customer
    count_since(customer, today=today or timezone.localdate())
    record(fact, customer=customer, by=by, subject=row, data=data, also_erased=also_erased)
    order.signed_on, order.cancelled_on, order.customer = row.signed_on, row.cancelled_on, customer
    return row


def _refuse_unless_standing(row: Order, on: date, today: date | None) -> None:
    refuse_unless_open(row)
    refuse_future(on, today)
    if not row.signed_on:
        raise Refused(_("The order must be signed first."))
    if on < row.signed_on:
        raise Refused(_("It was signed on %(day)s: this cannot have been before.") % {"day": row.signed_on})


def refuse_signing_before_a_review(row: Order, on: date) -> None:
    """Designs are reviewed before signing (AR-6)."""
    last = row.design_reviews.order_by("-held_on").first()
    if last and on < last.held_on:
        held = {"number": last.number, "day": last.held_on}
        raise Refused(_("Review %(number)s was on %(day)s: designs are reviewed before signing.") % held)


def refuse_unless_open(row: Order) -> None:
    if row.cancelled_on:
        raise Refused(_("This order was cancelled on %(day)s.") % {"day": row.cancelled_on})
    if row.returned_on:
        raise Refused(_("This order was returned on %(day)s.") % {"day": row.returned_on})


def refuse_future(on: date, today: date | None) -> None:
    if on > (today or timezone.localdate()):
        raise Refused(_("%(day)s is still to come: only what has happened can be noted.") % {"day": on})
