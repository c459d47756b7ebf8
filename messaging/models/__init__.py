from messaging.models.clock import ClockRun, Heartbeat
from messaging.models.gate import Gate
from messaging.models.message import ROBOTS, SMS, Channel, Message, MessageMove
from messaging.models.preference import Preference, Robot
from messaging.models.sms_template import ChannelPrice, SmsTemplate

__all__ = [
    "ROBOTS",
    "SMS",
    "Channel",
    "ChannelPrice",
    "ClockRun",
    "Gate",
    "Heartbeat",
    "Message",
    "MessageMove",
    "Preference",
    "Robot",
    "SmsTemplate",
]
