"""E-mail by whatever mail server EMAIL_URL names."""

import logging
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from messaging.channels.letter import PERMANENT, RETRY, STOP_CHANNEL, UNKNOWN, Letter, Outcome, accepted

log = logging.getLogger(__name__)


def send(letter: Letter) -> Outcome:
    connection, is_under_way = get_connection(), False
    try:
        connection.open()
        mail = EmailMessage(letter.subject, letter.text, to=[letter.address], connection=connection)
        mail.extra_headers["Message-ID"] = f"<{letter.number}@dealercrm>"
        is_under_way = True
        mail.send()
    except Exception as error:
        return Outcome(class_of(error, is_under_way=is_under_way), f"{type(error).__name__}: {error}"[:500])
    finally:
        _hang_up(connection)
    return accepted()


def class_of(error: Exception, *, is_under_way: bool) -> str:
    """What an error of the mail server means; `is_under_way` once the message was being handed to it."""
    codes = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    elif isinstance(error, SMTPResponseException):
        codes = [error.smtp_code]
    if is_under_way and codes:
        return PERMANENT if min(codes) >= 500 else RETRY
    return UNKNOWN if is_under_way else STOP_CHANNEL


def _hang_up(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except Exception as error:  # the message is gone; a server that quits rudely changes nothing about it
        log.info("closing the mail connection: %s", error)
