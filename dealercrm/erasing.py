"""What the floors above the archive forget when a person asks to be erased (AR-16)."""

from campaigns import erasing as contact
from referrals import erasing as named

PARTS = [*contact.PARTS, *named.PARTS]
