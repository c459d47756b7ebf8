"""A gift to a customer: out of the stock, into the archive, and for a while back again."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from customers.activity import record
from customers.models import Activity, Customer
from dealercrm.lib.errors import Refused
from rewards import facts
from rewards.actions.stock import Kind, move
from rewards.models import Gift, GiftGiven
from stores.models import Staff

FOR = timedelta(minutes=10)


@transaction.atomic
def give(
    customer: Customer,
    *,
    gift: Gift | None = None,
    words: str = "",
    cost: Decimal | None = None,
    pieces: int = 1,
    by: Staff,
    now: datetime,
    cause: tuple[str, int] | None = None,
) -> GiftGiven:
    """Write down what they got; a gift of the catalogue leaves the stock of the customer's store.

    Of the catalogue it costs what stands there, unless a `cost` is given. Refused without either gift or words, for a
    cost below zero, and where fewer pieces lie there.
    """
    row = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store").get(pk=customer.pk)
    words = words.strip()
    if gift is None and not words:
        raise Refused(_("Which gift? Choose one, or write down what it was."))
    if pieces < 1:
        raise Refused(_("How many? A number from 1 on."))
    if cost is None and gift is None:
        raise Refused(_("What did it cost? 0 if it cost nothing."))
    cost = gift.cost * pieces if cost is None else cost
    if cost < 0:
        raise Refused(_("A gift does not cost less than nothing."))
    kind, number = cause or ("", None)
    given = GiftGiven.objects.create(
        customer=row, store=row.store, gift=gift, words=words, pieces=pieces, cost=cost, by=by, at=now,
        cause_kind=kind, cause_id=number,
    )  # fmt: skip
    if gift is not None:
        move(gift, store=row.store, kind=Kind.GIVEN, pieces=-pieces, given_id=given.pk, by=by, now=now)
    data = {"gift": str(given), "amount": str(cost)}
    record(facts.GIFT_GIVEN, customer=row, by=by, at=now, subject=given, data=data)
    return given


@transaction.atomic
def take_back(pk: int, *, by: Staff, now: datetime) -> Customer | None:
    """As if it had not been given, the pieces in the stock again; None where that was done already. For ten minutes, by
    who gave it."""
    found = GiftGiven.objects.filter(pk=pk).values_list("customer", flat=True).first()
    if found is None:
        return None
    customer = Customer.objects.select_for_update(no_key=True).get(pk=found)
    given = GiftGiven.objects.filter(pk=pk).select_related("gift", "store").first()
    if given is None:
        return None
    if given.by_id != by.pk:
        raise Refused(_("Only who wrote it down takes it back."))
    if now - given.at > FOR:
        raise Refused(_("This was written down more than ten minutes ago: it stays. Count the stock anew if need be."))
    if given.gift is not None:
        move(given.gift, store=given.store, kind=Kind.TAKEN_BACK, pieces=given.pieces, given_id=pk, by=by, now=now)
    Activity.objects.filter(customer=customer, kind=facts.GIFT_GIVEN, subject_id=pk).delete()
    given.delete()
    record(facts.GIFT_TAKEN_BACK, customer=customer, by=by, at=now)
    return customer
