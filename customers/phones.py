"""Writing the numbers of customers: whoever changes some leaves the others, and a colleague's new one, alone."""

from collections import defaultdict
from typing import Any

from customers.models import Customer, CustomerPhone


def change_phones(changes: dict[int, Any]) -> None:
    """Take away and add what differs; `changes` is {customer id: (numbers as they were read, as they shall be)}.

    In a transaction. Only rows that differ are touched: a row keeps its id, by which a merge or an import knows what to
    put back. What somebody added since the numbers were read stays, and what they took away stays away.
    """
    list(Customer.objects.select_for_update(no_key=True).filter(pk__in=changes).order_by("pk").values_list("pk"))
    held = defaultdict(dict)
    for phone in CustomerPhone.objects.filter(customer__in=changes):
        held[phone.customer_id][phone.number] = phone
    gone, moved, new = [], [], []
    for customer_id, (before, after) in changes.items():
        rows = held[customer_id]
        gone += [rows[number].pk for number in set(before) - set(after) if number in rows]
        last = -1
        for number in [*after, *(number for number in rows if number not in before and number not in after)]:
            row = rows.get(number)
            if row is None and number in before:
                continue
            if row is None:
                row = CustomerPhone(customer_id=customer_id, number=number, position=last + 1)
                new.append(row)
            elif row.position <= last:
                row.position = last + 1
                moved.append(row)
            last = row.position
    if gone:
        CustomerPhone.objects.filter(pk__in=gone).delete()
    if moved:
        CustomerPhone.objects.bulk_update(moved, ["position"], batch_size=500)
    CustomerPhone.objects.bulk_create(new, batch_size=500)
