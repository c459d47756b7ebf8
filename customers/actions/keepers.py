"""Who looks after whom: one keeper per customer (ST-3)."""

from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.models import Activity, Customer
from dealercrm.lib.errors import Refused
from stores.models import Role, Staff, Store

KEEPERS = (Role.ASSISTANT, Role.MANAGER)

SHARE = """
    WITH dealt AS (
        SELECT c.id, row_number() OVER (ORDER BY t.letter NULLS LAST, t.level, c.id) - 1 AS place
        FROM customers_customer c
        LEFT JOIN customers_customertier t ON t.customer_id = c.id
        LEFT JOIN stores_staff k ON k.id = c.keeper_id
        WHERE c.store_id = %(store)s AND c.customer_since IS NOT NULL AND k.is_active IS NOT TRUE
          AND (%(ids)s::bigint[] IS NULL OR c.id = ANY(%(ids)s::bigint[]))
    )
    UPDATE customers_customer c SET keeper_id = (%(keepers)s::bigint[])[1 + d.place %% %(many)s]
    FROM dealt d WHERE c.id = d.id
    RETURNING c.id, c.keeper_id
"""

# Whoever sold last, is still there and keeps customers at all; a keeper somebody has given stays.
SELLERS = """
    UPDATE customers_customer c SET keeper_id = s.id
    FROM (SELECT DISTINCT ON (o.customer_id) o.customer_id, k.id, k.store_id
          FROM customers_order o JOIN stores_staff k ON k.id = o.salesperson_id
          WHERE o.import_job_id = %(job)s AND k.is_active AND k.role = ANY(%(roles)s)
          ORDER BY o.customer_id, o.signed_on DESC NULLS LAST, o.id DESC) s
    WHERE c.id = s.customer_id AND c.store_id = s.store_id AND c.keeper_id IS NULL AND c.import_job_id = %(job)s
"""


@transaction.atomic
def give_keeper(customer: Customer, *, keeper: Staff, by: Staff) -> bool:
    """Give a customer to an active keeper of their store; returns whether anything changed."""
    row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    check_keeper(keeper, row.store_id)
    if row.keeper_id == keeper.pk:
        return False
    before, row.keeper = row.keeper, keeper
    row.save(update_fields=["keeper", "updated_at"])
    customer.keeper = keeper
    data = {"from": before.name if before else "", "to": keeper.name, "keeper": keeper.pk}
    record(facts.KEEPER_GIVEN, customer=row, by=by, data=data, also_erased=True)  # somebody answers for its orders
    return True


@transaction.atomic
def share_orphans(
    store: Store, *, keepers: QuerySet[Staff] | list[Staff], by: Staff, customer_ids: list[int] | None = None
) -> dict[int, int]:
    """Deal the store's orphans out evenly, best tiers first; all of them, or those of `customer_ids` that still are.

    Returns {keeper id: how many}. One UPDATE for all; every customer's timeline says it, and one fact of the
    store, ORPHANS_SHARED, sets off what follows for all at once.
    """
    keepers = list(dict.fromkeys(keepers))
    if not keepers:
        raise Refused(_("Choose at least one colleague."))
    for keeper in keepers:
        check_keeper(keeper, store.pk)
    ids = None if customer_ids is None else list(customer_ids)
    with connection.cursor() as cursor:
        values: dict[str, Any]
        values = {"store": store.pk, "ids": ids, "keepers": [k.pk for k in keepers], "many": len(keepers)}
        cursor.execute(SHARE, values)
        given = cursor.fetchall()
    now, names = timezone.now(), {keeper.pk: keeper.name for keeper in keepers}
    Activity.objects.bulk_create(
        (
            Activity(
                kind=facts.KEEPER_GIVEN, customer_id=customer, store=store, by=by, by_name=by.name, at=now,
                answered_at=now, data={"from": "", "to": names[keeper], "keeper": keeper},
            )
            for customer, keeper in given
        ),
        batch_size=2000,
    )  # fmt: skip
    counts = {keeper.pk: sum(1 for __, to in given if to == keeper.pk) for keeper in keepers}
    if given:
        record(facts.ORPHANS_SHARED, store=store, by=by, data={"given": {str(k): n for k, n in counts.items()}})
    return counts


def give_sellers(job: Model) -> int:
    """The customers an import made go to the colleague who sold to them last; returns how many.

    The others are orphans until a manager shares them out.
    """
    with connection.cursor() as cursor:
        cursor.execute(SELLERS, {"job": job.pk, "roles": list(KEEPERS)})
        return cursor.rowcount


def check_keeper(keeper: Staff, store_id: int) -> None:
    if not keeper.is_active:
        raise Refused(_("%(name)s has left: choose a colleague who still works here.") % {"name": keeper.name})
    if keeper.store_id != store_id or keeper.role not in KEEPERS:
        raise Refused(_("%(name)s keeps no customers of this store.") % {"name": keeper.name})
