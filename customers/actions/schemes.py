"""How the dealer weighs customers and what each tier gets, changed after a look at who moves (TI-2, TI-5)."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.tiers import LOCK, newest_cutoffs, recompute_tiers
from customers.activity import record
from customers.entitlements import Entitlement, entitlements
from customers.models import TierEntitlement, TierScheme
from dealercrm.lib.errors import Refused
from stores.models import Staff

AT_ONCE = 20_000  # customers who are tiered while somebody waits for the page; more are the night's


@transaction.atomic
def save_scheme(scheme: TierScheme, *, seen: int | None, by: Staff, now: datetime | None = None) -> bool:
    """A new version; `seen` is the number of the one it was made from. True where tiers follow at once.

    Refused where a colleague has saved another one meanwhile: what was typed was weighed against the old.
    """
    now = now or timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    newest = TierScheme.objects.order_by("-pk").first()
    if (newest.pk if newest else None) != seen:
        told = {"name": newest.by.name, "time": timezone.localtime(newest.at).strftime("%H:%M")} if newest else {}
        raise Refused(_("%(name)s has saved another scheme at %(time)s. Load the page and look at it first.") % told)
    scheme.by, scheme.at = by, now
    scheme.save()
    today, cutoffs = timezone.localdate(now), newest_cutoffs()
    at_once = scheme.from_on <= today and (cutoffs is None or cutoffs.people <= AT_ONCE)
    if at_once:
        recompute_tiers(today)
    record(facts.TIER_SCHEME_SAVED, by=by, at=now, subject=scheme, data={"from_on": str(scheme.from_on)})
    return at_once


@transaction.atomic
def change_entitlements(rows: list[Entitlement], *, by: Staff) -> list[str]:
    """What is written takes the place of what was; returns the tiers that get something else now."""
    known = entitlements()
    changed = [row for row in rows if known[row.letter, row.level] != row]
    for row in changed:
        values = {"rhythm_days": row.rhythm_days, "gift_yuan": row.gift_yuan, "services": row.services}
        TierEntitlement.objects.update_or_create(letter=row.letter, level=row.level, defaults=values)
    tiers = [row.tier for row in changed]
    if changed:
        record(facts.ENTITLEMENTS_CHANGED, by=by, data={"tiers": tiers})
    return tiers
