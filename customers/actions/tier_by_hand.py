"""A tier that a person sets, with a reason and an end (TI-4). Nobody approves it; the store's manager sees the list."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.tiers import retier
from customers.activity import record
from customers.models import Customer, CustomerTier, TierOverride
from customers.scoring import scheme_on
from customers.tiering import LETTERS
from dealercrm.lib.errors import Refused
from stores.models import Staff
from stores.permissions import LEADERS

LONGEST = timedelta(days=366)


@transaction.atomic
def set_tier(
    customer: Customer, *, tier: str, reason: str, until: date, by: Staff, now: datetime | None = None
) -> TierOverride:
    """From now on through the day `until` the tier holds, whatever the scores; one set before ends.

    Refused without a reason, for a day that is over or more than a year off, for whom is no old customer, and to
    anybody but the keeper and who leads.
    """
    now = now or timezone.now()
    today = timezone.localdate(now)
    row = _row(customer, by)
    if not CustomerTier.objects.filter(customer=row).exists():
        raise Refused(_("Only who has bought has a tier."))
    levels = [str(n) for n in range(1, scheme_on(today).levels + 1)]
    if len(tier) != 2 or tier[0] not in LETTERS or tier[1] not in levels:
        raise Refused(_("Choose one of the tiers."))
    if not reason.strip():
        raise Refused(_("Say why: the next one who looks will want to know."))
    if until < today:
        raise Refused(_("%(day)s is over: choose today or a later day.") % {"day": until})
    if until > today + LONGEST:
        raise Refused(_("A tier is set by hand for a year at most: look again then."))
    _end(row, by, now)
    override = TierOverride.objects.create(
        customer=row, letter=tier[0], level=int(tier[1]), reason=reason.strip(), until=until, by=by, at=now
    )
    retier([row.pk], today=today)
    record(
        facts.TIER_SET, customer=row, by=by, at=now, subject=override,
        data={"tier": tier, "until": str(until), "reason": override.reason},
    )  # fmt: skip
    return override


@transaction.atomic
def let_tier_go(customer: Customer, *, by: Staff, now: datetime | None = None) -> bool:
    """The scores say the tier again; False if nobody had set it."""
    now = now or timezone.now()
    row = _row(customer, by)
    if not _end(row, by, now):
        return False
    retier([row.pk], today=timezone.localdate(now))
    record(facts.TIER_LET_GO, customer=row, by=by, at=now)
    return True


@transaction.atomic
def take_back_tier(override: TierOverride, *, by: Staff, now: datetime | None = None) -> None:
    """As it was before it was set: the one it ended holds again. Refused where it is over by now."""
    now = now or timezone.now()
    row = _row(override.customer, by)
    if not TierOverride.objects.filter(pk=override.pk, ended_at=None).delete()[0]:
        raise Refused(_("It was changed again since: it cannot be put back."))
    TierOverride.objects.filter(customer=row, ended_at=override.at).update(ended_at=None, ended_by=None)
    retier([row.pk], today=timezone.localdate(now))
    record(facts.TIER_LET_GO, customer=row, by=by, at=now, data={"tier": str(override)})


def may_set(customer: Customer, by: Staff) -> bool:
    """The keeper knows best; who leads answers for it."""
    return by.role in LEADERS or customer.keeper_id == by.pk


def _row(customer: Customer, by: Staff) -> Customer:
    row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    if not may_set(row, by):
        raise Refused(_("Only the keeper and who leads the store set a tier by hand."))
    return row


def _end(row: Customer, by: Staff, now: datetime) -> int:
    return TierOverride.objects.filter(customer=row, ended_at=None).update(ended_at=now, ended_by=by)
