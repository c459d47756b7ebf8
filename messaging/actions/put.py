"""Putting a message into the outbox: whoever writes one knows a recipient, a text and a cause, and nothing else."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from dealercrm.lib.errors import Refused
from messaging.models import Message
from stores.models import Staff

Channel, State = Message.Channel, Message.State
TEST = "messaging.test"


def put(
    recipient: Staff | Customer, *, channel: str, subject: str, body: str, cause: tuple[str, int | None],
    due_at: datetime, expires_at: datetime, dedupe_key: str, now: datetime,
) -> Message | None:  # fmt: skip
    """Write a message to a member of staff or a customer; None if one with this key has been written before.

    `cause` is (kind, id) of what it was written for. In the app it has arrived by being written; what is too late to
    be worth it is kept as expired, for all to see.
    """
    fields = {
        "channel": channel, "subject": subject[:120], "body": body, "due_at": due_at, "expires_at": expires_at,
        "cause_kind": cause[0], "cause_id": cause[1],
        "staff" if isinstance(recipient, Staff) else "customer": recipient,
    }  # fmt: skip
    if now > expires_at:
        fields["state"] = State.EXPIRED
    elif channel == Channel.APP:
        fields |= {"state": State.SENT, "sent_at": now}
    message, is_new = Message.objects.get_or_create(dedupe_key=dedupe_key, defaults=fields)
    return message if is_new else None


@transaction.atomic
def ask_for_test(staff: Staff, *, now: datetime) -> None:
    """Put a test mail to this person into the outbox, once at a time; Refused without an address to send it to."""
    if not staff.email:
        raise Refused(_("You have no e-mail address yet: ask for one to be entered under Staff."))
    key, until = f"test:{timezone.localdate(now)}:staff-{staff.pk}:email", now + timedelta(hours=1)
    is_new = put(
        staff, channel=Channel.EMAIL, subject=_("Test message"), body=_("If you read this, e-mail works."),
        cause=(TEST, staff.pk), due_at=now, expires_at=until, dedupe_key=key, now=now,
    )  # fmt: skip
    if not is_new:
        again = {"due_at": now, "expires_at": until, "attempts": 0, "error": "", "error_class": ""}
        Message.objects.filter(dedupe_key=key).exclude(state=State.SENDING).update(state=State.WAITING, **again)
