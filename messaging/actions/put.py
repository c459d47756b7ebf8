"""Putting a message into the outbox: whoever writes one knows a recipient, a text and a cause, and nothing else."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from dealercrm.lib.errors import Refused
from messaging.models import Channel, Message, MessageMove
from messaging.moves import move
from messaging.preferences import can_reach, channels_of
from stores.models import Staff

State = Message.State
TEST = "messaging.test"


@transaction.atomic
def put(
    recipient: Staff | Customer, *, channel: str, subject: str, body: str, cause: tuple[str, int | None],
    due_at: datetime, expires_at: datetime, dedupe_key: str, now: datetime, needs_yes: bool = False,
) -> Message | None:  # fmt: skip
    """Write a message to a member of staff or a customer; None if one with this key has been written before.

    `cause` is (kind, id) of what it was written for. What is due in the app has arrived by being written; what is too
    late to be worth it is kept as expired, for all to see; what `needs_yes` waits for a person's.
    """
    fields: dict[str, Any] = {
        "channel": channel, "subject": subject[:120], "body": body, "due_at": due_at, "expires_at": expires_at,
        "cause_kind": cause[0], "cause_id": cause[1],
        "staff" if isinstance(recipient, Staff) else "customer": recipient,
    }  # fmt: skip
    if now > expires_at:
        fields["state"] = State.EXPIRED
    elif needs_yes:
        fields["state"] = State.ASKED
    elif channel == Channel.APP and due_at <= now:
        fields |= {"state": State.SENT, "sent_at": now}
    message, is_new = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    if is_new:
        MessageMove.objects.create(message=message, state=message.state, at=now)
    return message if is_new else None


def tell(
    staff: Staff, *, subject: str, body: str, cause: tuple[str, int | None], key: str, now: datetime,
    worth_reading_for: timedelta = timedelta(days=7),
) -> list[Message]:  # fmt: skip
    """Something that cannot wait for the digest: at once, in the app and by the way this person chose (MS-1)."""
    written = [
        put(staff, channel=channel, subject=subject, body=body, cause=cause, due_at=now,
            expires_at=now + worth_reading_for, dedupe_key=f"{key}:staff-{staff.pk}:{channel}", now=now)
        for channel in channels_of(staff)
    ]  # fmt: skip
    return [message for message in written if message]


@transaction.atomic
def ask_for_test(staff: Staff, *, channel: str = Channel.EMAIL, now: datetime) -> None:
    """Put a test to this person into the outbox, once at a time; Refused without an address to send it to."""
    if channel == Channel.EMAIL and not staff.email:
        raise Refused(_("You have no e-mail address yet: ask for one to be entered under Staff."))
    if not can_reach(staff, channel):
        raise Refused(_("Neither you nor your store has such a robot yet: enter its address first."))
    key, until = f"test:{timezone.localdate(now)}:staff-{staff.pk}:{channel}", now + timedelta(hours=1)
    label = Channel(channel).label
    is_new = put(
        staff, channel=channel, subject=_("Test message"),
        body=_("If you read this, %(channel)s works.") % {"channel": label},
        cause=(TEST, staff.pk), due_at=now, expires_at=until, dedupe_key=key, now=now,
    )  # fmt: skip
    if is_new:
        return
    message = Message.objects.get(dedupe_key=key)
    others = [state for state in State.values if state != State.SENDING]
    again: dict[str, Any] = {"due_at": now, "expires_at": until, "attempts": 0, "error": "", "error_class": ""}
    move([message.pk], State.WAITING, of=others, at=now, by=staff, **again)
