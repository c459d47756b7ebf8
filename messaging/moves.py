"""A message moves from state to state by one statement that also writes down the move, of one row or of thousands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from messaging.models import Message, MessageMove
from stores.models import Staff

MOVE = """
WITH moved AS (UPDATE {messages} SET {columns} WHERE id = ANY(%(ids)s) AND state = ANY(%(of)s) {further} RETURNING id)
INSERT INTO {moves} (message_id, state, at, words, by_id) SELECT id, %(to)s, %(at)s, %(words)s, %(by)s FROM moved"""


def move(
    ids: list[int], to: str, *, of: Sequence[str], at: datetime, words: str = "", by: Staff | None = None,
    claimed_at: datetime | None = None, **columns: Any,
) -> int:  # fmt: skip
    """Those of the messages that are in one of the states `of` come into `to`; returns how many did.

    `claimed_at`: only as long as they are in the hands that took them then. `columns` are set with it.
    """
    if not ids:
        return 0
    values = {"state": to, **columns}
    statement = MOVE.format(
        messages=Message._meta.db_table,
        moves=MessageMove._meta.db_table,
        columns=", ".join(f"{name} = %({name})s" for name in values),
        further="AND claimed_at = %(claimed)s" if claimed_at else "",
    )
    given: dict[str, Any] = {
        "ids": ids,
        "of": list(of),
        "to": to,
        "at": at,
        "words": words[:500],
        "by": by and by.pk,
        "claimed": claimed_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, given | values)
        return cursor.rowcount
