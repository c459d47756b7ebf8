"""Writing facts, and running what follows from them."""

import logging
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from customers.models import Activity, Customer
from dealercrm.lib.errors import Gone, Refused
from stores.models import Staff, Store

log = logging.getLogger(__name__)

ERASED = _("This archive was erased on request: nothing is written into it any more.")
GONE = _(
    "This archive is gone: it was merged with another one just now, or its import was undone. "
    "Look the customer up again."
)
RETRY_AFTER = [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6)]


def record(
    kind: str,
    *,
    customer: Customer | None = None,
    store: Store | None = None,
    by: Staff | None = None,
    at: datetime | None = None,
    subject: Any = None,
    data: dict[str, Any] | None = None,
    by_name: str = "",
    imported: bool = False,
    also_erased: bool = False,
) -> Activity:  # fmt: skip
    """Write a fact inside the caller's transaction and run its reactions at once; returns the Activity.

    `subject` is the row the fact is about. A reaction that fails never undoes the fact: the activity stays
    unanswered with its error, staff see it, and the clock tries again. `imported` history sets nothing off.

    Refused for an archive that was erased on request: every verb passes here, so nothing can be written into one
    (AR-16). `also_erased` is for what goes on without the person: an order under way, a friend they once named.
    Gone where the archive went away under the caller's hands.
    """
    activity = Activity(
        kind=kind,
        customer=customer,
        store_id=store.pk if store else customer and customer.store_id,
        by=by,
        by_name=by_name or (by.name if by else ""),
        at=at or timezone.now(),
        subject_id=subject.pk if subject is not None else None,
        data=data or {},
        imported=imported,
        answered_at=timezone.now(),  # unless a reaction fails, which `answer` then notes
    )
    if _write(activity) and not also_erased:
        raise Refused(ERASED)
    if not imported:
        answer(activity)
    return activity


# The customer's row is held for the rest of the transaction, and read as an erasure under way has left it: a foreign
# key alone asks, and waits, only when all is committed.
INSERT = """
    INSERT INTO customers_activity AS a ({columns}) VALUES ({values})
    RETURNING id, (SELECT erased_at IS NOT NULL FROM customers_customer c WHERE c.id = a.customer_id FOR KEY SHARE)"""


def _write(activity: Activity) -> bool:
    """Insert the row; True if its customer's archive was erased: one statement does both."""
    fields = [field for field in Activity._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(activity, field.attname), connection) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(INSERT.format(columns=columns, values=", ".join(["%s"] * len(fields))), values)
        activity.pk, is_erased = cursor.fetchone()
    if activity.customer_id and is_erased is None:
        raise Gone(GONE)
    activity._state.adding, activity._state.db = False, connection.alias
    return bool(is_erased)


def refuse_erased(customer: Customer) -> None:
    """Refused for an archive (a row as it is now) that was erased on request: who comes back gets a new one."""
    if customer.is_erased:
        raise Refused(ERASED)


def answer(activity: Activity) -> bool:
    """Run the reactions to one fact, all or none; True if they went through."""
    now = timezone.now()
    reactions = import_string(settings.REACTIONS).get(activity.kind, ())
    try:
        with transaction.atomic() if reactions else nullcontext():
            for reaction in reactions:
                reaction(activity)
    except Exception as error:
        log.exception("reaction to %s of activity %s failed", activity.kind, activity.pk)
        activity.answered_at, activity.error = None, f"{type(error).__name__}: {error}"
        activity.try_after = now + RETRY_AFTER[min(activity.attempts, len(RETRY_AFTER) - 1)]
        activity.attempts += 1
        activity.save(update_fields=["answered_at", "error", "try_after", "attempts"])
        return False
    if activity.answered_at is None:
        activity.answered_at, activity.error, activity.try_after = now, "", None
        activity.save(update_fields=["answered_at", "error", "try_after"])
    return True


def answer_unanswered(now: datetime, limit: int = 100) -> int:
    """Try again what failed and is due; returns how many were answered. Two clocks at once share the work."""
    answered = 0
    for _turn in range(limit):
        with transaction.atomic():
            activity = (
                Activity.objects.select_for_update(skip_locked=True)
                .filter(answered_at__isnull=True, try_after__lte=now)
                .order_by("try_after")
                .first()
            )
            if activity is None:
                break
            answered += answer(activity)
    return answered
