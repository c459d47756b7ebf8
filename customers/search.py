"""Keeping what lists find and narrow by: whoever writes names, phones, places, homes or relatives calls `keep_search`
afterwards."""

from collections import defaultdict

from customers.completeness import keep_completeness
from customers.models import Customer, CustomerPhone, CustomerSearch, Home, HouseholdMember
from customers.tokens import MEMBER_FIELDS, tokens_of

BATCH = 2000


def keep_search(customer_ids: list[int]) -> None:
    """Write anew what these customers are found by, and how complete they are: six statements for every 2,000."""
    ids = list(customer_ids)
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        numbers, homes, members = defaultdict(list), defaultdict(list), defaultdict(list)
        for pk, number in CustomerPhone.objects.filter(customer__in=batch).values_list("customer", "number"):
            numbers[pk].append(number)
        for pk, community, door in Home.objects.filter(customer__in=batch).values_list("customer", "community", "door"):
            homes[pk].append((community, door))
        for member in HouseholdMember.objects.filter(customer__in=batch).values("customer", *MEMBER_FIELDS):
            members[member["customer"]].append(member)
        customers = Customer.objects.filter(pk__in=batch).only(
            "name", "salutation", "wechat", "community", "building", "unit", "room", "address", "store_id"
        )
        rows = [
            CustomerSearch(
                customer=each, tokens=tokens_of(each, numbers[each.pk], homes=homes[each.pk], members=members[each.pk])
            )
            for each in customers
        ]
        CustomerSearch.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["customer"], update_fields=["tokens"]
        )
        keep_completeness(batch)
