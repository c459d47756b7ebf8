"""Changing an open contact by a person's hand, with its reasons, so that it can be put back as it was."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef

from campaigns.models import Contact, Touchpoint, TouchpointRule

CLOSE = """
WITH reasons AS (
    UPDATE campaigns_touchpoint SET state = %(state)s WHERE contact_id = %(id)s AND state = 'planned'
)
UPDATE campaigns_contact SET state = %(state)s, closed_at = %(closed_at)s, closed_why = %(closed_why)s
WHERE id = %(id)s"""
STALE = Touchpoint.objects.filter(contact=OuterRef("pk"), rule__trigger=TouchpointRule.Trigger.STALE)
KEPT = ("on", "expires_on", "is_fixed", "state", "closed_at", "closed_why")


def answer(contact: Contact, **changes: Any) -> dict[str, Any]:
    """Change the row and the one at hand; returns {"id", "before", "after"} for the fact, what `put_back` reads, and
    "asks": was the archive to be brought up to date?

    What closes it closes its reasons. Empty where somebody answered it meanwhile: the first answer stands.
    """
    rows = Contact.objects.planned().select_for_update(no_key=True).filter(pk=contact.pk)
    row = rows.annotate(asks=Exists(STALE)).values(*KEPT, "asks").first()
    if row is None:
        return {}
    asks = row.pop("asks")
    if "state" in changes:
        with connection.cursor() as cursor:
            cursor.execute(CLOSE, row | changes | {"id": contact.pk})
    else:
        Contact.objects.filter(pk=contact.pk).update(**changes)
    for name, value in changes.items():
        setattr(contact, name, value)
    return {"id": contact.pk, "before": _written(row), "after": _written(row | changes), "asks": asks}


def put_back(changed: dict[str, Any]) -> bool:
    """What `answer` did, taken back; False if somebody went on from it since."""
    rows = Contact.objects.filter(pk=changed["id"], **_asked(changed["after"]))
    if not rows.update(**changed["before"]):
        return False
    reasons = Touchpoint.objects.filter(contact=changed["id"], state=changed["after"]["state"])
    reasons.update(state=changed["before"]["state"])
    return True


def _written(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}


def _asked(row: dict[str, Any]) -> dict[str, Any]:
    empty = {f"{name}__isnull": True for name, value in row.items() if value is None}
    return empty | {name: value for name, value in row.items() if value is not None}
