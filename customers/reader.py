"""What people wrote about a customer, as a reader may see it (ST-5)."""

from typing import Any

from customers.models import Customer
from dealercrm.lib.masking import veil_row
from stores.models import Staff


def told_to(reader: Staff, customer: Customer, rows: Any) -> Any:
    """The rows; with the numbers in their texts masked for who may not read the customer's. For showing only."""
    return rows if customer.shows_phone_to(reader) else [veil_row(row) for row in rows]
