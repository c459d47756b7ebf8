from messaging.models.clock import ClockRun, Heartbeat
from messaging.models.message import Message

__all__ = ["ClockRun", "Heartbeat", "Message"]
