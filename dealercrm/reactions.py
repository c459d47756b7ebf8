"""What follows from what: each fact and its consequences, read like urls.py (DESIGN).

A reaction lives on a higher floor than its fact, writes rows only, and is called with the Activity.
"""

from collections.abc import Callable

import campaigns.reactions as schedule
import insights.reactions as figures
import messaging.reactions as notices
import referrals.reactions as referrals
from campaigns import facts as contact
from customers import facts as archive
from customers.models import Customer
from referrals import facts as named

REACTIONS = {
    archive.CUSTOMER_CHANGED: [schedule.replan_customer, figures.introduction_counts],
    archive.CUSTOMER_MOVED: [schedule.follow_customer, referrals.follow_referrer],
    archive.MEMBER_ADDED: [schedule.replan_customer],
    archive.MEMBER_CHANGED: [schedule.replan_customer],
    archive.MEMBER_REMOVED: [schedule.replan_customer],
    archive.HOUSEHOLD_JOINED: [schedule.replan_customer],
    archive.HOUSEHOLD_PARTED: [schedule.replan_customer],
    archive.CUSTOMERS_MERGED: [
        schedule.replan_customer,
        schedule.follow_keeper,
        figures.order_counts_anew,
        schedule.rank_anew,
    ],
    archive.MERGE_UNDONE: [
        schedule.replan_customer,
        schedule.follow_keeper,
        figures.order_counts_anew,
        schedule.rank_anew,
    ],
    archive.HOME_ADDED: [schedule.rank_anew],
    archive.HOME_CHANGED: [schedule.rank_anew],
    archive.HOME_REMOVED: [schedule.rank_anew],
    archive.ITEM_ADDED: [schedule.rank_anew],
    archive.ITEM_CHANGED: [schedule.rank_anew],
    archive.ITEM_REMOVED: [schedule.rank_anew],
    archive.ORDER_FURNISHED: [schedule.rank_anew],
    archive.CONSENT_GIVEN: [schedule.replan_customer],
    archive.CONSENT_WITHDRAWN: [schedule.replan_customer, schedule.fall_silent],
    archive.KEEPER_GIVEN: [schedule.follow_keeper],
    archive.ORPHANS_SHARED: [schedule.follow_keepers],
    archive.KEEPERS_GIVEN: [schedule.follow_keepers],
    archive.SOURCES_CHANGED: [schedule.replan_store, figures.store_counts_anew],
    archive.ORDER_SIGNED: [referrals.settle_referral, schedule.replan_customer, figures.order_counts_anew],
    archive.ORDER_CHANGED: [
        referrals.follow_moved_order,
        schedule.replan_customer,
        figures.order_counts_anew,
        schedule.rank_anew,
    ],
    archive.ORDER_INSTALLED: [schedule.replan_customer, figures.order_counts_anew, schedule.rank_anew],
    archive.ORDER_CANCELLED: [
        referrals.settle_referral,
        schedule.replan_customer,
        figures.order_counts_anew,
        schedule.rank_anew,
    ],
    archive.ORDER_RETURNED: [
        referrals.settle_referral,
        schedule.replan_customer,
        figures.order_counts_anew,
        schedule.rank_anew,
    ],
    archive.UNUSUAL_READING: [notices.tell_owners],
    archive.DIRECT_DEALING: [schedule.replan_customer, figures.order_counts_anew],
    archive.ARCHIVES_ADDED: [schedule.replan_store, figures.store_counts_anew],
    archive.ARCHIVES_TAKEN_BACK: [schedule.replan_store, figures.store_counts_anew],
    contact.REVISIT_LOGGED: [figures.revisit_counts, figures.tier_anew_by_contact],
    contact.REVISIT_TAKEN_BACK: [figures.revisit_counts],
    contact.COMPLAINT_SETTLED: [figures.tier_anew],
    named.REFERRAL_RECORDED: [figures.referral_counts],
    named.REFERRAL_SIGNED: [figures.referral_counts],
}

# What the tiers rest on (dealercrm/scoring.py): whom it is about is tiered anew, after all else that follows.
for fact in (
    archive.CUSTOMERS_MERGED, archive.MERGE_UNDONE, archive.HOME_REMOVED, archive.ITEM_ADDED, archive.ITEM_CHANGED,
    archive.ITEM_REMOVED, archive.HOME_ADDED, archive.HOME_CHANGED, archive.ORDER_FURNISHED, archive.ORDER_CHANGED,
    archive.ORDER_INSTALLED, archive.ORDER_CANCELLED, archive.ORDER_RETURNED, named.REFERRAL_RECORDED,
    named.REFERRAL_SIGNED, named.REFERRAL_LOST, named.REFERRAL_REOPENED,
):  # fmt: skip
    REACTIONS.setdefault(fact, []).append(figures.tier_anew)
# The schedule asks for the tier; and what it does not take back by itself falls silent after it.
LAST: list[Callable[..., None]] = [schedule.replan_customer, schedule.fall_silent]
for followers in REACTIONS.values():
    followers.sort(key=lambda follower: LAST.index(follower) if follower in LAST else -1)

# Asked before a message leaves for a customer: each (customer, what it was written for) -> a sentence, or nothing.
MESSAGE_OBJECTIONS: list[Callable[[Customer, str], str]] = []
