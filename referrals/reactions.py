"""What referrals do when the archive announces something."""

from referrals.actions.settle import settle_referral as settle


def settle_referral(activity):
    """An order was signed or cancelled: whose recommendation brought this customer?"""
    settle(activity.customer, by=activity.by, at=activity.at)
