"""What lies in a store: received, counted anew, handed out. Each is one entry that stays."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from rewards.models import Gift, Stock, StockEntry
from stores.models import Staff, Store

Kind = StockEntry.Kind
MOST = 100_000


def receive(gift: Gift, *, store: Store, pieces: int, why: str = "", by: Staff, now: datetime) -> StockEntry:
    """Pieces that came in."""
    if not 0 < pieces <= MOST:
        raise Refused(_("How many came? A number from 1 on."))
    return move(gift, store=store, kind=Kind.RECEIVED, pieces=pieces, why=why, by=by, now=now)


@transaction.atomic
def correct(gift: Gift, *, store: Store, counted: int, why: str, by: Staff, now: datetime) -> StockEntry | None:
    """After a count: the entry makes up the difference; None where there is none. Refused without saying why."""
    if not 0 <= counted <= MOST:
        raise Refused(_("Fewer than none cannot lie there."))
    if not why.strip():
        raise Refused(_("Say why it is another number than the entries add up to."))
    difference = counted - pieces_of(gift, store)
    if not difference:
        return None
    return move(gift, store=store, kind=Kind.CORRECTED, pieces=difference, why=why, by=by, now=now)


@transaction.atomic
def move(
    gift: Gift,
    *,
    store: Store,
    kind: str,
    pieces: int,
    why: str = "",
    given_id: int | None = None,
    by: Staff,
    now: datetime,
) -> StockEntry:
    """Add an entry; refused where fewer lie there, also when two take the last at once: the second waits and sees."""
    left = pieces_of(gift, store)
    if left + pieces < 0:
        raise Refused(
            _("Only %(left)d of %(gift)s left in %(store)s.") % {"left": left, "gift": gift, "store": store}
            if left
            else _("No %(gift)s left in %(store)s.") % {"gift": gift, "store": store}
        )
    return StockEntry.objects.create(
        gift=gift, store=store, kind=kind, pieces=pieces, why=why.strip(), given_id=given_id, by=by, at=now
    )


def pieces_of(gift: Gift, store: Store) -> int:
    """How many lie there, under a lock until the caller is through."""
    row = Stock.objects.select_for_update().filter(gift=gift, store=store).first()
    return row.pieces if row else 0
