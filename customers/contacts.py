"""Contacts from before the system, which a workbook brings: history with its own author and day (AR-12).

They are facts of this floor, and no revisits: nobody was due, nothing is promised, nothing follows. Whoever asks when
somebody was last spoken to counts them (campaigns.filtering).
"""

import re

from django.utils.translation import gettext_lazy as _

# The codes of campaigns.Way, so that old and new contacts are told in the same words; sms is of the past only.
WAYS = {
    "call": _("Call"),
    "visit": _("Visit"),
    "wechat": _("WeChat"),
    "shop": _("In store"),
    "email": _("E-mail"),
    "sms": _("Text message"),
}
_WORDS = [
    ("wechat", "微信|视频|wechat|weixin"),
    ("sms", "短信|sms|text"),
    ("email", "邮件|e-?mail"),
    ("visit", "上门|登门|家访|入户|走访|拜访|visit"),
    ("shop", "到店|来店|进店|门店|面谈|当面|shop|store"),
    ("call", "电话|去电|来电|通话|手机|call|phone"),
]
_COMPILED = [(code, re.compile(words, re.IGNORECASE)) for code, words in _WORDS]


def way_of(text: str) -> str:
    """The code of a way in words, "" where none is known: 电话回访 is a call."""
    return next((code for code, words in _COMPILED if words.search(text)), "")
