"""What the robots of WeCom, DingTalk and Feishu have in common: the answer's body says whether it was taken, whatever
the status is."""

import json
from typing import Any

from django.utils.translation import gettext as _

from messaging.channels import gateway
from messaging.channels.error_codes import class_of
from messaging.channels.letter import RETRY, STOP_CHANNEL, Letter, Outcome, accepted, refused, unknown

CUT = "\n…"


def hand_over(
    url: str, payload: dict[str, Any], *, provider: str, host: str, path: str, code: str, words: str
) -> Outcome:
    """`code` and `words` are what the vendor calls these two in its answers."""
    try:
        status, text = gateway.post_json(url, payload, host=host, path=path)
    except gateway.NotTheGatewayError:
        return refused(STOP_CHANNEL, _("The robot's address does not lead to its vendor."))
    except gateway.UnreachableError as error:
        return refused(STOP_CHANNEL, str(error))
    except gateway.LostError as error:
        return unknown(str(error))
    answer = _read(text)
    if isinstance(number := answer.get(code), int):
        if number == 0:
            return accepted()
        return refused(class_of(provider, number), f"{number}: {answer.get(words, '')}")
    if 300 <= status < 400:
        return refused(STOP_CHANNEL, _("The gateway sends us somewhere else; nobody follows."))
    if status == 429:
        return refused(RETRY, f"HTTP {status}")
    if 400 <= status < 500:
        return refused(STOP_CHANNEL, f"HTTP {status}")
    return unknown(_("The answer says nothing: HTTP %(status)d") % {"status": status})


def fitting(letter: Letter, *, size: int) -> str:
    """Subject and text in so many bytes; what is too long loses its middle, for a link stands in the last line."""
    text = f"{letter.subject}\n{letter.text}".strip()
    if len(text.encode()) <= size:
        return text
    _rest, _line, last = text.rpartition("\n")
    last = f"\n{last}" if len(last.encode()) < size // 2 else ""
    room = size - len((CUT + last).encode())
    return text.encode()[:room].decode(errors="ignore") + CUT + last


def _read(text: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(text)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
