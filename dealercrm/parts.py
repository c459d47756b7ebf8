"""What happens to every row that hangs on a customer or on a member of staff: the parts of all floors, lowest first."""

from campaigns import parts as contact
from customers import parts as archive
from messaging import parts as messages
from referrals import parts as named
from rewards import parts as gifts
from stores import parts as shops
from workbooks import parts as workbooks

PARTS = [*shops.PARTS, *archive.PARTS, *messages.PARTS, *gifts.PARTS, *contact.PARTS, *named.PARTS, *workbooks.PARTS]
