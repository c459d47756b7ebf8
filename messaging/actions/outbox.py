"""Sending a message once (MS-5): claim, look again, commit, send outside any transaction, note the outcome.

A gateway that says no, or cannot be reached, has certainly not taken the message: it fails, or is tried again with
growing delays. A line that breaks while sending leaves it unknown: the row stays in *sending*, where a person sees it
and decides. Nothing in doubt is ever sent again by itself.
"""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from messaging import gates
from messaging.actions.alarms import tell_who_can_mend
from messaging.actions.receipts import withdraw_sms
from messaging.channels.letter import Outcome
from messaging.destinations import Destination, destination, objection, quiet_until
from messaging.models import SMS, Channel, ChannelPrice, Message
from messaging.moves import move
from messaging.sms_text import pieces

log = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]

State, ErrorClass = Message.State, Message.ErrorClass


def deliver(message_id: int, *, now: datetime) -> str | None:
    """Send one waiting message if it is due and nobody else has it; returns its state, None if it was left alone.

    So it is while its gateway is paused, or has been given as many as it takes in a minute: the others wait unharmed.
    """
    with transaction.atomic(durable=True):
        due = Message.objects.waiting(now).filter(pk=message_id)
        if not due.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            return None
        message = Message.objects.select_related("staff", "customer__store", "template").get(pk=message_id)
        if reason := objection(message, now):
            return _note(message, State.EXPIRED, now, error=reason)
        if morning := quiet_until(message, now):
            _let_go(message, morning)
            return None
        way = destination(message)
        if way is None:
            return _note(message, State.EXPIRED, now, error=_("There is no address to send it to any more."))
        if opens_at := gates.enter(way.gate, way.rates, now=now):
            _let_go(message, opens_at)
            return None
    outcome = way.send(way.letter)
    if outcome.is_accepted:
        gates.note_success(way.gate)
        taken = {"error": "", "error_class": "", "given_id": outcome.given_id[:80], "cost": cost_of(message)}
        return _note(message, State.SENT, now, sent_at=now, **taken)
    return _failed(message, way, outcome, now)


def show_in_app(ids: list[int], *, now: datetime) -> int:
    """Notices in the app arrive by being shown: no gateway is in between, so thousands are claimed and noted at once.
    Returns how many are shown."""
    with transaction.atomic():
        rows = Message.objects.waiting(now).filter(pk__in=ids, channel=Channel.APP)
        rows = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
        due = list(rows.values_list("pk", "expires_at", "staff__is_active"))
        late = [pk for pk, expires_at, is_active in due if expires_at < now or is_active is False]
        shown = sorted({pk for pk, *_rest in due} - set(late))
        move(late, State.EXPIRED, of=[State.WAITING], at=now, words=_("Too late to be worth it."))
        return move(shown, State.SENT, of=[State.WAITING], at=now, sent_at=now)


def cost_of(message: Message) -> Decimal:
    """What this one costs, for the spending on its customer: a text message by the piece."""
    if message.channel not in SMS:
        return Decimal(0)
    price = ChannelPrice.objects.filter(pk=message.channel).values_list("price", flat=True).first()
    return (price or Decimal(0)) * pieces(message.body)


def _let_go(message: Message, until: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        state=State.WAITING, claimed_at=None, attempts=F("attempts") - 1, due_at=until
    )


def _failed(message: Message, way: Destination, outcome: Outcome, now: datetime) -> str:
    """Its class says what is next: nothing more, later again, or a person's word."""
    told: dict[str, Any] = {"error": outcome.words, "error_class": outcome.error_class}
    if outcome.error_class in (ErrorClass.STOP_CHANNEL, ErrorClass.UNKNOWN):
        # A mail server that is away comes back; a gateway that says why it takes none needs somebody.
        at_once = outcome.error_class == ErrorClass.STOP_CHANNEL and message.channel != Channel.EMAIL
        gates.note_failure(way.gate, outcome.words, now=now, at_once=at_once)
        if at_once:
            tell_who_can_mend(message, outcome.words, now=now)
    if outcome.is_opt_out and message.customer:
        withdraw_sms(message.customer, outcome.words, at=now, now=now)
    if outcome.error_class == ErrorClass.UNKNOWN:
        log.warning("message %s may or may not have gone out: %s", message.pk, outcome.words)
        return _note(message, State.SENDING, now, **told)
    if outcome.error_class == ErrorClass.PERMANENT or message.attempts > len(RETRY_AFTER):
        return _note(message, State.FAILED, now, **told)
    return _note(message, State.WAITING, now, due_at=now + RETRY_AFTER[message.attempts - 1], **told)


def _note(message: Message, state: str, now: datetime, **outcome: Any) -> str:
    # Only while it is still in our hands: a person may have decided meanwhile.
    held: dict[str, Any] = {"of": [State.SENDING], "claimed_at": message.claimed_at}
    move([message.pk], state, at=now, words=outcome.get("error", ""), **held, **outcome)
    return state
