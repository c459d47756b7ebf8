"""What the floors above the archive add to the customer list: conditions (AR-3), and what they know of each row."""

from campaigns import filtering as contact

CONDITIONS = contact.CONDITIONS
COLUMNS = contact.COLUMNS
