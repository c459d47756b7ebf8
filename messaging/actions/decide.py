"""A person decides about messages: that failed, that were cut off while being sent, that came back with a backup, or
that wait for a yes (MS-2, MS-5)."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from messaging.models import Message
from messaging.moves import move
from messaging.querysets import MessageQuerySet
from stores.models import Staff

log = logging.getLogger(__name__)

State = Message.State
UNDECIDED = [State.SENDING, State.FAILED]
STILL_WORTH = timedelta(hours=1)


@transaction.atomic
def send_again(message: Message, *, by: Staff, now: datetime) -> None:
    """It goes out once more; it must still be worth it."""
    row = _undecided(message)
    again: dict[str, Any] = {"due_at": now, "attempts": 0, "error": "", "error_class": "", "claimed_at": None}
    until = max(row.expires_at, now + STILL_WORTH)
    move([row.pk], State.WAITING, of=UNDECIDED, at=now, by=by, expires_at=until, **again)
    log.info("message %s is sent again on the word of %s", row.pk, by.pk)


@transaction.atomic
def mark_as_sent(message: Message, *, by: Staff, now: datetime) -> None:
    """The person found out that it did arrive."""
    row = _undecided(message)
    move([row.pk], State.SENT, of=UNDECIDED, at=now, by=by, sent_at=now, error="", error_class="")
    log.info("message %s counts as sent on the word of %s", row.pk, by.pk)


@transaction.atomic
def settle(messages: MessageQuerySet, decision: str, *, by: Staff, now: datetime) -> int:
    """One word about many that may already have gone out: `gone_out`, `again` or `leave`. Returns about how many.

    What is sent again and would come too late is shown as expired by the outbox, as ever.
    """
    ids = list(messages.restored().select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    cleared: dict[str, Any] = {"of": [State.SENDING], "at": now, "by": by, "error": "", "error_class": ""}
    match decision:
        case "gone_out":
            return move(ids, State.SENT, words=_("Went out before the backup was put back."), sent_at=now, **cleared)
        case "again":
            return move(ids, State.WAITING, due_at=now, attempts=0, **cleared)
        case "leave":
            return move(ids, State.EXPIRED, words=_("Left as it was after a backup was put back."), **cleared)
    raise Refused(_("Choose what to do with them."))


@transaction.atomic
def answer_request(message: Message, *, yes: bool, by: Staff, now: datetime) -> None:
    """A text that waits for a person's yes goes out, or does not."""
    to, words = (State.WAITING, "") if yes else (State.EXPIRED, _("A person said no."))
    if not move([message.pk], to, of=[State.ASKED], at=now, words=words, by=by):
        raise Refused(_("Somebody has answered already."))


def _undecided(message: Message) -> Message:
    row = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if row.state not in UNDECIDED:
        raise Refused(
            _("There is nothing to decide about this message: %(state)s.") % {"state": row.get_state_display()}
        )
    return row
