"""What of all floors stands in the way of undoing an import (AR-12)."""

from campaigns import undoing as contact
from customers import undoing as archive
from referrals import undoing as named

OBSTACLES = [*archive.OBSTACLES, *contact.OBSTACLES, *named.OBSTACLES]
