"""Referrals of and by a person who asked to be erased (AR-16)."""

from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from customers.erasure import NOBODY
from customers.models import Activity
from referrals import facts
from referrals.models import Referral


def referrals(who):
    """Named by others, they were named on; but by whom nobody can say. Whom they named is somebody else's data."""
    named = Referral.objects.filter(Q(referee=who.customer) | Q(phone__in=who.numbers))
    for referral in named.select_related("referrer"):
        if referral.is_open:  # nobody may call them any more
            referral.state = Referral.State.LOST
        known = replace(who, names=(*who.names, referral.name))
        told = Activity.objects.filter(customer=referral.referrer_id, subject_id=referral.pk, kind__in=KINDS)
        for activity in told:
            emptied = {key: "" for key in ("need", "reason") if key in activity.data}
            activity.data = known.strike_from(activity.data) | emptied
            activity.save(update_fields=["data"])
        # The column wants something of its own for each open claim; it is no number.
        referral.name, referral.phone, referral.need = NOBODY, f"#{referral.pk}", ""
        referral.lost_reason = _("Erased on request.") if referral.state == Referral.State.LOST else ""
        referral.save(update_fields=["name", "phone", "need", "state", "lost_reason"])


KINDS = [value for name, value in vars(facts).items() if name.isupper()]
PARTS = [referrals]
