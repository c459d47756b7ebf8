from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from customers.actions.introductions import introduce
from customers.activity import record
from customers.models import Customer, Order
from referrals.facts import REFERRAL_REOPENED, REFERRAL_SIGNED
from referrals.models import Referral
from stores.models import Staff

State = Referral.State


@transaction.atomic
def settle_referral(customer: Customer, *, by: Staff | None = None, at: datetime) -> Referral | None:
    """Tie the order that made this person a customer to the claim that named them, or untie it; returns the claim.

    Only the first standing order counts: what follows is a repurchase. Called whenever an order was signed, moved or
    cancelled, and as often as one likes: it looks at what stands now, so the claim moves on to the next order
    when the first is cancelled, and opens again when none is left.
    """
    Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)  # two orders signed at once: one is first
    order = customer.orders.standing().order_by("signed_on", "pk").first()
    held = Referral.objects.select_for_update().filter(order__customer=customer).first()
    if held and order and held.order_id == order.pk and held.signed_on == order.signed_on:
        return held
    if order is None or (held and not was_named_before(held, order)):
        return held and reopen(held, by=by, at=at)
    if held and held.order_id == order.pk:  # only its day was put right
        held.signed_on = order.signed_on
        held.save(update_fields=["signed_on"])
        return held
    claim = held or open_claim(customer, order)
    return claim and sign(claim, order, by=by, at=at)


def open_claim(customer: Customer, order: Order) -> Referral | None:
    """The first open claim on this person, known by archive or by one of their numbers, made by the day of signing."""
    numbers = customer.phones.values("number")
    claims = (
        Referral.objects.open()
        .filter(Q(referee=customer) | Q(phone__in=numbers))
        .exclude(referrer=customer)
        .order_by("recorded_at", "pk")
        .select_for_update()
    )
    return next((claim for claim in claims if was_named_before(claim, order)), None)


def was_named_before(claim: Referral, order: Order) -> bool:
    """A name written down after the order was signed brought nobody."""
    return timezone.localdate(claim.recorded_at) <= order.signed_on


def sign(claim: Referral, order: Order, *, by: Staff | None, at: datetime) -> Referral:
    claim.state, claim.order, claim.signed_on = State.SIGNED, order, order.signed_on
    claim.referee = claim.referee or order.customer
    claim.save(update_fields=["state", "order", "signed_on", "referee"])
    introduce(order.customer, claim.referrer)
    record(
        REFERRAL_SIGNED,
        customer=claim.referrer,
        by=by,
        at=at,
        subject=claim,
        data={"name": claim.name, "order": order.pk},
        also_erased=True,  # the friend is somebody else
    )
    return claim


def reopen(claim: Referral, *, by: Staff | None, at: datetime) -> Referral:
    """Back to quoted, unless somebody else has claimed the person since: then that claim is the one to follow."""
    taken = Referral.objects.open().filter(phone=claim.phone).exists()
    claim.state, claim.order, claim.signed_on = State.LOST if taken else State.QUOTED, None, None
    claim.save(update_fields=["state", "order", "signed_on"])
    told = {"name": claim.name}
    record(REFERRAL_REOPENED, customer=claim.referrer, by=by, at=at, subject=claim, data=told, also_erased=True)
    return claim
