from campaigns.models.clock import ClockRun, Heartbeat
from campaigns.models.message import Message
from campaigns.models.revisit import Revisit
from campaigns.models.rule import TouchpointRule
from campaigns.models.touchpoint import Doer, StorePlan, Touchpoint, Way

__all__ = ["ClockRun", "Doer", "Heartbeat", "Message", "Revisit", "StorePlan", "Touchpoint", "TouchpointRule", "Way"]
