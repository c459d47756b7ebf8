"""What the floors above the archive add to the customer list: conditions (AR-3), columns and orders."""

from campaigns import filtering as contact

CONDITIONS = contact.CONDITIONS
COLUMNS = contact.COLUMNS
SORTS = contact.SORTS
