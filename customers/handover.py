"""Customers of somebody who leaves the shop, counted and given to colleagues (ST-4)."""

from datetime import datetime

from django.db.models import Count, QuerySet

from customers import facts
from customers.models import Activity, Customer
from stores.models import Staff


def by_tier(customers: QuerySet[Customer]) -> list[tuple[str, int]]:
    """[('A', 12), ... ('', 3)]: those without a tier are leads, or have bought nothing that stands."""
    counts = customers.order_by().values_list("tier__letter").annotate(n=Count("pk"))
    return [(letter or "", n) for letter, n in sorted(counts, key=lambda found: found[0] or "Z")]


def note_new_keepers(
    given: list[tuple[int, int]], leaver: Staff, receivers: list[Staff], by: Staff, now: datetime
) -> None:
    """Every customer's timeline says from whom to whom."""
    names = {staff.pk: staff.name for staff in receivers}
    Activity.objects.bulk_create(
        (
            Activity(
                kind=facts.KEEPER_GIVEN, customer_id=customer, store_id=leaver.store_id, by=by, by_name=by.name,
                at=now, answered_at=now, data={"from": leaver.name, "to": names[keeper], "keeper": keeper},
            )
            for customer, keeper in given
        ),
        batch_size=2000,
    )  # fmt: skip
