from campaigns.models.contact import Contact, Doer, Way
from campaigns.models.contact_days import ContactDays
from campaigns.models.days import LoadedOffDay, OwnDay
from campaigns.models.revisit import Revisit
from campaigns.models.rule import TouchpointRule
from campaigns.models.rule_version import RuleVersion
from campaigns.models.touchpoint import StorePlan, Touchpoint

__all__ = [
    "Contact",
    "ContactDays",
    "Doer",
    "LoadedOffDay",
    "OwnDay",
    "Revisit",
    "RuleVersion",
    "StorePlan",
    "Touchpoint",
    "TouchpointRule",
    "Way",
]
