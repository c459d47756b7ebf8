"""Changing an open touchpoint by a person's hand, so that it can be put back as it was."""

from datetime import date, datetime
from typing import Any

from campaigns.models import Touchpoint

KEPT = ("due_on", "expires_on", "moved_by_hand", "state", "closed_at", "closed_why")


def answer(touchpoint: Touchpoint, **changes: Any) -> dict[str, Any]:
    """Change the row and the one at hand; returns {"id", "before", "after"} for the fact, what `put_back` reads.

    Empty where somebody answered it meanwhile: the first answer stands.
    """
    row = Touchpoint.objects.planned().select_for_update(no_key=True).filter(pk=touchpoint.pk).values(*KEPT).first()
    if row is None:
        return {}
    Touchpoint.objects.filter(pk=touchpoint.pk).update(**changes)
    for name, value in changes.items():
        setattr(touchpoint, name, value)
    return {"id": touchpoint.pk, "before": _written(row), "after": _written(row | changes)}


def put_back(changed: dict[str, Any]) -> bool:
    """What `answer` did, taken back; False if somebody went on from it since."""
    rows = Touchpoint.objects.filter(pk=changed["id"], **_asked(changed["after"]))
    return bool(rows.update(**changed["before"]))


def _written(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in row.items()}


def _asked(row: dict[str, Any]) -> dict[str, Any]:
    empty = {f"{name}__isnull": True for name, value in row.items() if value is None}
    return empty | {name: value for name, value in row.items() if value is not None}
