"""Sending a message once (MS-5): claim, commit, look again, send outside any transaction, note the outcome.

A server that says no, or cannot be reached, has certainly not taken the message: it is tried again with growing
delays, then shown as failed. A line that breaks while sending leaves it unknown: the row stays in *sending*, where
a person sees it and decides. Nothing in doubt is ever sent again by itself.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from messaging.models import Message
from stores.models import Staff

log = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]

State = Message.State


def deliver(message_id: int, *, now: datetime) -> Message.State | None:
    """Send one waiting message if it is due and nobody else has it; returns its state, None if it was not ours."""
    with transaction.atomic(durable=True):
        ours = Message.objects.waiting(now).filter(pk=message_id)
        if not ours.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            return None
    message = Message.objects.select_related("staff").get(pk=message_id)
    if reason := _too_late(message, now):
        return _note(message, state=State.EXPIRED, error=reason)
    connection = get_connection()
    try:
        connection.open()
    except Exception as error:
        return _failed(message, error, now)
    try:
        mail = EmailMessage(message.subject, message.body, to=[message.staff.email], connection=connection)
        mail.extra_headers["Message-ID"] = f"<{message.kind}-{message.pk}-{message.attempts}@dealercrm>"
        mail.send()
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        return _failed(message, error, now)
    except Exception as error:  # the line broke after we began: nobody can know
        log.warning("message %s may or may not have gone out: %s", message.pk, error)
        return _note(message, error=_words(error))
    finally:
        _hang_up(connection)
    return _note(message, state=State.SENT, sent_at=now, error="")


def ask_for_test(staff: Staff, *, now: datetime) -> None:
    """Put a test mail to this person into the outbox, once at a time; Refused without an address to send it to."""
    if not staff.email:
        raise Refused(_("You have no e-mail address yet: ask for one to be entered under Staff."))
    test = {"kind": Message.Kind.TEST, "channel": Message.Channel.EMAIL, "staff": staff, "day": timezone.localdate(now)}
    again = {"state": State.WAITING, "due_at": now, "expires_at": now + timedelta(hours=1), "attempts": 0, "error": ""}
    words = {"subject": _("Test message"), "body": _("If you read this, e-mail works.")}
    message, new = Message.objects.get_or_create(**test, defaults=again | words)
    if not new:
        Message.objects.filter(pk=message.pk).exclude(state=State.SENDING).update(**again)


@transaction.atomic
def send_again(message: Message, *, by: Staff, now: datetime) -> None:
    """A person decides that a message that failed or got stuck goes out once more; it must still be worth it."""
    row = _undecided(message)
    row.state, row.due_at, row.attempts, row.error = State.WAITING, now, 0, ""
    row.expires_at = max(row.expires_at, now + timedelta(hours=1))
    row.save(update_fields=["state", "due_at", "attempts", "error", "expires_at"])
    log.info("message %s is sent again on the word of %s", row.pk, by.pk)


@transaction.atomic
def mark_as_sent(message: Message, *, by: Staff, now: datetime) -> None:
    """A person found out that it did arrive."""
    row = _undecided(message)
    row.state, row.sent_at, row.error = State.SENT, now, ""
    row.save(update_fields=["state", "sent_at", "error"])
    log.info("message %s counts as sent on the word of %s", row.pk, by.pk)


def _undecided(message: Message) -> Message:
    row = Message.objects.select_for_update(no_key=True).get(pk=message.pk)
    if row.state not in (State.SENDING, State.FAILED):
        raise Refused(
            _("There is nothing to decide about this message: %(state)s.") % {"state": row.get_state_display()}
        )
    return row


def _too_late(message: Message, now: datetime) -> str:
    """Why it is not worth sending any more; looked at after the claim, when nobody else can change it."""
    if now > message.expires_at:
        return _("Too late to be worth it.")
    if not message.staff.is_active:
        return _("The person has left.")
    return "" if message.staff.email else _("The person has no e-mail address any more.")


def _failed(message: Message, error: Exception, now: datetime) -> Message.State:
    """Certainly not sent: later again, or at the end for a person to see."""
    if message.attempts > len(RETRY_AFTER):
        return _note(message, state=State.FAILED, error=_words(error))
    due_at = now + RETRY_AFTER[message.attempts - 1]
    return _note(message, state=State.WAITING, due_at=due_at, error=_words(error))


def _note(message: Message, state: Message.State = State.SENDING, **outcome: Any) -> Message.State:
    # Only while it is still in our hands: a person may have decided meanwhile.
    Message.objects.filter(pk=message.pk, state=State.SENDING, claimed_at=message.claimed_at).update(
        state=state, **outcome
    )
    return state


def _hang_up(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception as error:  # the message is gone; a server that quits rudely changes nothing about it
        log.info("closing the mail connection: %s", error)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
