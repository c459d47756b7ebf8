"""What the floors above the archive forget when a person asks to be erased (AR-16)."""

from campaigns import erasure as contact
from referrals import erasure as named
from workbooks import erasure as workbooks

PARTS = [*contact.PARTS, *named.PARTS, *workbooks.PARTS]
