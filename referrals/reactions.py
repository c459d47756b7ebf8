"""What referrals do when the archive announces something."""

from customers.models import Activity
from referrals.actions.settle import settle_referral as settle
from referrals.models import Referral


def settle_referral(activity: Activity) -> None:
    """An order was signed or cancelled: whose recommendation brought this customer?"""
    settle(activity.customer, by=activity.by, at=activity.at)


def follow_moved_order(activity: Activity) -> None:
    """The day an order was signed was put right: perhaps another one is the first now, or the name came after it."""
    if "signed_on" in activity.data.get("days", {}):
        settle(activity.customer, by=activity.by, at=activity.at)


def follow_referrer(activity: Activity) -> None:
    """To another store: their open claims are for the keeper there to follow up; settled ones stay where they were."""
    referrer = activity.customer
    Referral.objects.open().filter(referrer=referrer).update(store=referrer.store_id, recorded_by=referrer.keeper_id)
