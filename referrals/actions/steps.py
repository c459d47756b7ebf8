"""From the name to the visit and the offer, one step at a time (RF-4). Only an order makes the last one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from customers.activity import record
from dealercrm.lib.errors import Refused
from referrals.facts import REFERRAL_ADVANCED, REFERRAL_LOST
from referrals.models import Referral
from stores.models import Staff

State = Referral.State


@transaction.atomic
def advance_referral(referral: Referral, *, by: Staff, to: str, now: datetime) -> Referral:
    """Take an open referral one step on: contacted, visited, quoted. Refused out of order, so that two taps are one."""
    referral = locked(referral)
    if to != referral.next_state:
        raise Refused(
            _("%(name)s already stands at: %(state)s.") % {"name": referral, "state": referral.get_state_display()}
        )
    referral.state = to
    referral.save(update_fields=["state"])
    record(
        REFERRAL_ADVANCED,
        customer=referral.referrer,
        by=by,
        at=now,
        subject=referral,
        data={"name": referral.name, "to": to},
        also_erased=True,  # the friend is somebody else
    )
    return referral


@transaction.atomic
def lose_referral(referral: Referral, *, by: Staff, reason: str, now: datetime) -> Referral:
    """Close an open referral that came to nothing, and free the person to be recommended again. Needs a reason."""
    referral, reason = locked(referral), reason.strip()
    if not referral.is_open:
        raise Refused(
            _("%(name)s already stands at: %(state)s.") % {"name": referral, "state": referral.get_state_display()}
        )
    if not reason:
        raise Refused(_("Say in a few words why it came to nothing."))
    referral.state, referral.lost_reason = State.LOST, reason
    referral.save(update_fields=["state", "lost_reason"])
    record(
        REFERRAL_LOST,
        customer=referral.referrer,
        by=by,
        at=now,
        subject=referral,
        data={"name": referral.name, "reason": reason},
        also_erased=True,
    )
    return referral


def locked(referral: Referral) -> Referral:
    """The row as it is now, held for this transaction: two people may press at once."""
    return Referral.objects.select_for_update(of=("self",)).select_related("referrer__store").get(pk=referral.pk)
