"""Sending a message once (MS-5): claim, commit, look again, send outside any transaction, note the outcome.

A server that says no, or cannot be reached, has certainly not taken the message: it fails, or is tried again with
growing delays. A line that breaks while sending leaves it unknown: the row stays in *sending*, where a person sees it
and decides. Nothing in doubt is ever sent again by itself.
"""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from messaging.models import Message

log = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2)]

State, ErrorClass = Message.State, Message.ErrorClass


def deliver(message_id: int, *, now: datetime) -> str | None:
    """Send one waiting message if it is due and nobody else has it; returns its state, None if it was left alone.

    So it is while its channel is paused: after a few that a mail server did not take the others wait unharmed.
    """
    with transaction.atomic(durable=True):
        due = Message.objects.waiting(now).filter(pk=message_id)
        channel = due.values_list("channel", flat=True).first()
        if channel is None or Message.objects.is_paused(channel, now):
            return None
        if not due.update(state=State.SENDING, claimed_at=now, attempts=F("attempts") + 1):
            return None
    message = Message.objects.select_related("staff", "customer").get(pk=message_id)
    if reason := _too_late(message, now):
        return _note(message, State.EXPIRED, error=reason)
    connection, is_under_way = get_connection(), False
    try:
        connection.open()
        mail = EmailMessage(message.subject, message.body, to=[message.address], connection=connection)
        mail.extra_headers["Message-ID"] = f"<{message.pk}-{message.attempts}@dealercrm>"
        is_under_way = True
        mail.send()
    except Exception as error:
        return _failed(message, error, class_of(error, is_under_way=is_under_way), now)
    finally:
        _hang_up(connection)
    return _note(message, State.SENT, sent_at=now, error="", error_class="")


def class_of(error: Exception, *, is_under_way: bool) -> str:
    """What an error of the mail server means; `is_under_way` once the message was being handed to it."""
    codes = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    elif isinstance(error, SMTPResponseException):
        codes = [error.smtp_code]
    if is_under_way and codes:
        return ErrorClass.PERMANENT if min(codes) >= 500 else ErrorClass.RETRY
    return ErrorClass.UNKNOWN if is_under_way else ErrorClass.STOP_CHANNEL


def _too_late(message: Message, now: datetime) -> str:
    """Why it is not worth sending any more; looked at after the claim, when nobody else can change it."""
    if now > message.expires_at:
        return _("Too late to be worth it.")
    if message.staff and not message.staff.is_active:
        return _("The person has left.")
    return "" if message.address else _("The person has no e-mail address any more.")


def _failed(message: Message, error: Exception, error_class: str, now: datetime) -> str:
    """Its class says what is next: nothing more, later again, or a person's word."""
    told = {"error": f"{type(error).__name__}: {error}"[:500], "error_class": error_class}
    if error_class == ErrorClass.UNKNOWN:
        log.warning("message %s may or may not have gone out: %s", message.pk, error)
        return _note(message, State.SENDING, **told)
    if error_class == ErrorClass.PERMANENT or message.attempts > len(RETRY_AFTER):
        return _note(message, State.FAILED, **told)
    return _note(message, State.WAITING, due_at=now + RETRY_AFTER[message.attempts - 1], **told)


def _note(message: Message, state: str, **outcome) -> str:
    # Only while it is still in our hands: a person may have decided meanwhile.
    held = Message.objects.filter(pk=message.pk, state=State.SENDING, claimed_at=message.claimed_at)
    held.update(state=state, **outcome)
    return state


def _hang_up(connection) -> None:
    try:
        connection.close()
    except Exception as error:  # the message is gone; a server that quits rudely changes nothing about it
        log.info("closing the mail connection: %s", error)
