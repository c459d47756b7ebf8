"""The sheets of the owner's export, of all floors (AR-15). The first one has one row a customer."""

from campaigns import exporting as contact
from customers.exporting import archive

SHEETS = [*archive.SHEETS, *contact.SHEETS]
