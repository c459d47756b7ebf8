"""Serving a person's rights: everything about them handed out, or erased, on their request (AR-16)."""

from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.actions.erased_places import mark_places
from customers.activity import record
from customers.consent import addresses, hash_of
from customers.erasure import LOCK, erase_everywhere, person
from customers.models import Customer, Suppression
from customers.subject_access import Table, everything_about
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def erase(customer: Customer, *, why: str, by: Staff, now: datetime | None = None) -> int:
    """Take everything personal out of the archive, for good; returns in how many texts of other archives the person may
    still stand: those are marked for the owner to settle (erased_places).

    Orders, contacts and referrals stay as figures without a face, so no sum changes. The numbers stay only as keyed
    hashes, by which a later archive or import of theirs is refused contact. Files go from the disk once the database
    has agreed. Refused without a reason, and twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    row = Customer.objects.select_for_update(of=("self",)).select_related("store").get(pk=customer.pk)
    if row.is_erased:
        raise Refused(_("This archive has been erased already."))
    if not why.strip():
        raise Refused(_("Say who asked for it and how, without a name."))
    now, who = now or timezone.now(), person(row)
    known = addresses(row, who.numbers)
    Suppression.objects.bulk_create(
        [Suppression(phone_hash=hash_of(address), at=now) for address in known], ignore_conflicts=True
    )
    # First: from now on the database keeps no history of them (migration 0002).
    Customer.objects.filter(pk=row.pk).update(erased_at=now)
    row.erased_at = customer.erased_at = now
    files = erase_everywhere(who)
    told: dict[str, str | int] = {"why": who.strike_from(why.strip())[:200]}
    if places := mark_places(who, by=by, now=now):
        told["places"] = places
    record(facts.ARCHIVE_ERASED, customer=row, by=by, at=now, data=told, also_erased=True)
    transaction.on_commit(lambda: [storage.delete(name) for storage, name in files])
    return places


@transaction.atomic
def hand_out(customer: Customer, *, by: Staff, now: datetime | None = None) -> list[Table]:
    """All that is known about a person, as customers.subject_access tells it; that it was handed out is kept."""
    if customer.is_erased:
        raise Refused(_("This archive has been erased: nothing about the person is left to hand out."))
    told = everything_about(customer)
    record(facts.ARCHIVE_HANDED_OUT, customer=customer, by=by, at=now)
    return told
