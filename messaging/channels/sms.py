"""What the gateways of text messages have in common: their official SDKs, an extra of this program ("sms")."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from messaging.channels.letter import STOP_CHANNEL, Outcome, refused, unknown

PATIENCE = 5  # seconds
# Raised while a line was being made: nothing has been sent.
BEFORE = {"NewConnectionError", "ConnectTimeoutError", "NameResolutionError", "SSLError"}
NO_ENTRY = (
    "InvalidAccessKey",
    "SignatureDoesNotMatch",
    "IncompleteSignature",
    "Forbidden",
    "AuthFailure",
    "UnauthorizedOperation",
)


def account(channel: str) -> dict[str, str]:
    """The dealer's own account at a gateway."""
    return settings.SMS_GATEWAYS[channel]


def protocol() -> str:
    return "http" if settings.LOCAL_GATEWAYS else "https"


def sdk(path: str) -> Any:
    """A module of an SDK: loading one takes longer than anything else here, so only who sends text messages does."""
    return import_module(path)


def not_set_up(channel: str) -> Outcome | None:
    return None if account(channel)["key"] else refused(STOP_CHANNEL, _("No account is entered for this gateway."))


def not_installed() -> Outcome:
    return refused(STOP_CHANNEL, _("The gateway's own program is not installed here."))


def without_answer(error: Exception) -> Outcome:
    """The line broke: before anything was sent, or after."""
    names = {type(each).__name__ for each in _causes(error)}
    words = f"{type(error).__name__}: {error}"
    return refused(STOP_CHANNEL, words) if names & BEFORE or any(name in words for name in BEFORE) else unknown(words)


def is_no_entry(code: str) -> bool:
    return code.startswith(NO_ENTRY)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        yield from (each for each in error.args if isinstance(each, BaseException))
        error = error.__cause__ or error.__context__
