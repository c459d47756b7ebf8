"""What a leaver hands over, in this order: the rest goes where the customers went (ST-4)."""

from campaigns import handover as contact
from customers import handover as archive
from referrals import handover as named

PARTS = [*archive.PARTS, *contact.PARTS, *named.PARTS]
