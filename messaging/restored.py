"""Nothing is sent by itself after a backup was put back: what waited then may have gone out since (MS-5, OP-2)."""

from datetime import datetime

from django.utils.translation import gettext as _

from messaging.models import Message


def hold_messages(now: datetime) -> str:
    """SQL, the last statement of a restore: what waited or was under way is for a person to decide about."""
    words = _("Put back from a backup: it may already have gone out.").replace("'", "''")
    table, sending = Message._meta.db_table, Message.State.SENDING.value
    return (
        f"UPDATE {table} SET state = '{sending}', error = '{words}', error_class = 'restored', "
        f"claimed_at = '{now.isoformat()}'::timestamptz "
        f"- interval '1 day' WHERE state IN ('{Message.State.WAITING.value}', '{sending}');"
    )
