"""A group's robot in DingTalk; with a secret its address is signed anew each time."""

import hmac
import time
from base64 import b64encode
from urllib.parse import quote_plus

from messaging.channels.letter import Letter, Outcome
from messaging.channels.robots import fitting, hand_over

HOST, PATH = "oapi.dingtalk.com", "/robot/send"
RATES = ((20, 60),)  # above it the robot is blocked for ten minutes
BYTES = 18_000


def send(letter: Letter) -> Outcome:
    url = letter.address
    if letter.secret:
        now = int(time.time() * 1000)
        url += f"{'&' if '?' in url else '?'}timestamp={now}&sign={sign(letter.secret, now)}"
    payload = {"msgtype": "text", "text": {"content": fitting(letter, size=BYTES)}}
    return hand_over(url, payload, provider="dingtalk", host=HOST, path=PATH, code="errcode", words="errmsg")


def sign(secret: str, milliseconds: int) -> str:
    """Keyed with the secret; over time and secret. Feishu has it the other way round."""
    return quote_plus(b64encode(hmac.digest(secret.encode(), f"{milliseconds}\n{secret}".encode(), "sha256")))
