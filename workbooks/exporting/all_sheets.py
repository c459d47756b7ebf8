"""The sheets of the owner's export, of all floors (AR-15). The first one has one row a customer."""

from workbooks.exporting import archive
from workbooks.exporting import contacts as contact

SHEETS = [*archive.SHEETS, *contact.SHEETS]
