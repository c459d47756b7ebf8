"""Keeping what lists find and narrow by: whoever writes names, phones or communities calls `keep_search` afterwards."""

from collections import defaultdict

from customers.completeness import keep_completeness
from customers.models import Customer, CustomerPhone, CustomerSearch
from customers.tokens import tokens_of

BATCH = 2000


def search_rows(customers: list[Customer], numbers: dict[int, list[str]] | None = None) -> list[CustomerSearch]:
    """Unsaved CustomerSearch rows of saved customers; `numbers` {customer id: [numbers]} saves asking for them."""
    if numbers is None:
        numbers = defaultdict(list)
        phones = CustomerPhone.objects.filter(customer__in=[customer.pk for customer in customers])
        for customer_id, number in phones.values_list("customer_id", "number"):
            numbers[customer_id].append(number)
    return [
        CustomerSearch(customer_id=customer.pk, tokens=tokens_of(customer, numbers.get(customer.pk, ())))
        for customer in customers
    ]


def keep_search(customer_ids: list[int]) -> None:
    """Write anew what these customers are found by, and how complete they are: four statements for every 2,000."""
    ids = list(customer_ids)
    for start in range(0, len(ids), BATCH):
        customers = Customer.objects.filter(pk__in=ids[start : start + BATCH]).only(
            "name", "salutation", "wechat", "community", "store_id"
        )
        CustomerSearch.objects.bulk_create(
            search_rows(list(customers)), update_conflicts=True, unique_fields=["customer"], update_fields=["tokens"]
        )
        keep_completeness(ids[start : start + BATCH])
