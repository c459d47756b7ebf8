"""A person decides about a message that failed or was cut off while being sent (MS-5)."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from messaging.models import Message
from stores.models import Staff

log = logging.getLogger(__name__)

State = Message.State


@transaction.atomic
def send_again(message: Message, *, by: Staff, now: datetime) -> None:
    """It goes out once more; it must still be worth it."""
    row = _undecided(message)
    row.state, row.due_at, row.attempts, row.error, row.error_class = State.WAITING, now, 0, "", ""
    row.expires_at = max(row.expires_at, now + timedelta(hours=1))
    row.save(update_fields=["state", "due_at", "attempts", "error", "error_class", "expires_at"])
    log.info("message %s is sent again on the word of %s", row.pk, by.pk)


@transaction.atomic
def mark_as_sent(message: Message, *, by: Staff, now: datetime) -> None:
    """The person found out that it did arrive."""
    row = _undecided(message)
    row.state, row.sent_at, row.error, row.error_class = State.SENT, now, "", ""
    row.save(update_fields=["state", "sent_at", "error", "error_class"])
    log.info("message %s counts as sent on the word of %s", row.pk, by.pk)


def _undecided(message: Message) -> Message:
    row = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if row.state not in (State.SENDING, State.FAILED):
        raise Refused(
            _("There is nothing to decide about this message: %(state)s.") % {"state": row.get_state_display()}
        )
    return row
