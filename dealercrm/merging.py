"""Which rows give way when two archives become one: the rules of all floors (AR-13)."""

from campaigns import merging as contact
from customers.merging import rules as archive

RULES = archive.RULES | contact.RULES
