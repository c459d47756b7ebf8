"""What the figures do when something is announced: mark the periods it touches, to be counted before they are shown."""

from datetime import date

from django.utils import timezone

from campaigns.models import Revisit
from customers.actions.tiers import retier
from customers.models import Activity, Order
from insights.freshness import mark, mark_month, mark_store
from insights.periods import month_number, month_of
from referrals.models import Referral


def order_counts_anew(activity: Activity) -> None:
    """Signing, installing, cancelling or another day also changes which of the customer's other orders are
    repurchases, from when they are an old customer, and whether those they introduced were sent by one: every month in
    which anything of theirs happened."""
    customer = activity.customer_id
    orders = Order.objects.filter(customer=customer).order_by()
    brought = Order.objects.filter(customer__introduced_by=customer, signed_on__isnull=False).order_by()
    sent = brought.values_list("store_id", month_of("signed_on"))
    signed = orders.filter(signed_on__isnull=False).values_list("store_id", month_of("signed_on"))
    installed = orders.filter(installed_on__isnull=False).values_list("store_id", month_of("installed_on"))
    revisits = Revisit.objects.filter(customer=customer).order_by().values_list("store_id", month_of("at"))
    named = Referral.objects.filter(referrer=customer).order_by().values_list("recorded_in_id", month_of("recorded_at"))
    mark(signed.union(sent, installed, revisits, named))
    for before, _after in activity.data.get("days", {}).values():
        if before:  # the month it was moved away from
            mark_month(activity.store_id, month_number(date.fromisoformat(before)))


def introduction_counts(activity: Activity) -> None:
    """Somebody wrote down who introduced the customer, or that they are a designer."""
    if activity.data.get("changed", {}).keys() & {"introduced_by", "kind"}:
        order_counts_anew(activity)


def tier_anew(activity: Activity) -> None:
    """Something their tier rests on has changed; facts of every floor lead here, so it stands above them."""
    retier([activity.customer_id], today=timezone.localdate(), draw=False)


def tier_anew_by_contact(activity: Activity) -> None:
    """How they feel and what they need weighs at once; that somebody spoke to them is left to the night."""
    if activity.data.get("mood") or activity.data.get("needs"):
        tier_anew(activity)


def revisit_counts(activity: Activity) -> None:
    mark_month(activity.store_id, month_number(timezone.localdate(activity.at)))


def referral_counts(activity: Activity) -> None:
    """The month the name was written down; once signed, also that of the order it brought."""
    referrals = Referral.objects.filter(pk=activity.subject_id).order_by()
    sold = referrals.filter(order__isnull=False).values_list("order__store_id", month_of("order__signed_on"))
    mark(referrals.values_list("recorded_in_id", month_of("recorded_at")).union(sold))


def store_counts_anew(activity: Activity) -> None:
    mark_store(activity.store_id)
