"""A group's robot in WeCom (企业微信 消息推送). Its address is its secret; there is no signature."""

from messaging.channels.letter import Letter, Outcome
from messaging.channels.robots import fitting, hand_over

HOST, PATH = "qyapi.weixin.qq.com", "/cgi-bin/webhook/send"
RATES = ((20, 60),)  # so many in so many seconds, for each robot
BYTES = 2048


def send(letter: Letter) -> Outcome:
    payload = {"msgtype": "text", "text": {"content": fitting(letter, size=BYTES)}}
    return hand_over(letter.address, payload, provider="wecom", host=HOST, path=PATH, code="errcode", words="errmsg")
