"""What is done to many customers at once (AR-15): one statement for all, and on every timeline a line."""

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Min, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.keepers import check_keeper
from customers.actions.tiers import retier
from customers.activity import record
from customers.completeness import keep_completeness
from customers.customer_since import old_since
from customers.models import Activity, Customer, CustomerTag, Order, Tag
from dealercrm.lib.errors import Refused
from stores.models import Staff, Store

SEVERAL_STORES = _(
    "These customers are of several stores: choose one store first, for a keeper keeps customers of one store."
)
AT_MOST = 20_000  # what one request does in a few seconds

GIVE = """
    WITH old AS (
        SELECT c.id, coalesce(k.name, '') AS name
        FROM customers_customer c LEFT JOIN stores_staff k ON k.id = c.keeper_id
        WHERE c.id = ANY(%(ids)s) AND c.store_id = %(store)s AND c.keeper_id IS DISTINCT FROM %(keeper)s
        ORDER BY c.id FOR NO KEY UPDATE OF c
    )
    UPDATE customers_customer c SET keeper_id = %(keeper)s FROM old WHERE c.id = old.id RETURNING c.id, old.name
"""
TAG = """
    INSERT INTO customers_customertag (tag_id, customer_id)
    SELECT %(tag)s, id FROM customers_customer c WHERE id = ANY(%(ids)s)
      AND c.erased_at IS NULL ORDER BY id
    ON CONFLICT DO NOTHING RETURNING customer_id
"""


@transaction.atomic
def give_keeper_to_many(ids: list[int], *, keeper: Staff, by: Staff) -> int:
    """All of them to one active keeper of their store; returns how many changed hands.

    Each timeline says it; one fact of the store, KEEPERS_GIVEN, sets off what follows for all at once.
    """
    _check_many(ids)
    check_keeper(keeper, keeper.store_id)
    if Customer.objects.filter(pk__in=ids).exclude(store_id=keeper.store_id).exists():
        raise Refused(SEVERAL_STORES)
    with connection.cursor() as cursor:
        cursor.execute(GIVE, {"ids": list(ids), "store": keeper.store_id, "keeper": keeper.pk})
        given = cursor.fetchall()
    told = ((pk, keeper.store_id, {"from": old, "to": keeper.name, "keeper": keeper.pk}) for pk, old in given)
    _tell(facts.KEEPER_GIVEN, told, by)
    if given:
        record(facts.KEEPERS_GIVEN, store=keeper.store, by=by, data={"keeper": keeper.pk, "customers": len(given)})
    return len(given)


@transaction.atomic
def change_source_of_many(ids: list[int], *, source: str, by: Staff) -> int:
    """Where all of them came from; returns how many were said to come from elsewhere. Since when somebody counts as an
    old customer may change with it (AR-1)."""
    _check_many(ids)
    rows = Customer.objects.filter(pk__in=ids, erased_at=None).exclude(source=source).order_by("pk")
    first = Order.objects.standing().filter(customer=OuterRef("pk")).order_by().values("customer")
    first = Subquery(first.annotate(first=Min("signed_on")).values("first"))
    rows = list(rows.select_for_update(no_key=True, of=("self",)).annotate(first=first))
    told = [(row.pk, row.store_id, {"changed": {"source": [row.source, source]}}) for row in rows]
    now = timezone.now()
    for row in rows:
        row.source, row.updated_at = source, now
        row.customer_since = old_since(row.first, source=source, direct_since=row.direct_since)
    Customer.objects.bulk_update(rows, ["source", "updated_at", "customer_since"], batch_size=500)
    changed = [row.pk for row in rows]
    retier(changed, today=timezone.localdate(now))
    keep_completeness(changed)
    _tell(facts.CUSTOMER_CHANGED, iter(told), by)
    for store in Store.objects.filter(pk__in={row.store_id for row in rows}):
        record(facts.SOURCES_CHANGED, store=store, by=by, data={"source": source})
    return len(rows)


@transaction.atomic
def tag_many(ids: list[int], *, tag: Tag, by: Staff) -> int:
    """Returns how many did not carry the tag yet."""
    _check_many(ids)
    with connection.cursor() as cursor:
        cursor.execute(TAG, {"ids": list(ids), "tag": tag.pk})
        given = [pk for (pk,) in cursor.fetchall()]
    return _tell_tagged(given, {"added": [tag.name], "removed": []}, by)


@transaction.atomic
def untag_many(ids: list[int], *, tag: Tag, by: Staff) -> int:
    """Returns how many carried the tag."""
    _check_many(ids)
    carried = CustomerTag.objects.filter(tag=tag, customer__in=ids).order_by("customer")
    carried = list(carried.select_for_update().values_list("customer_id", flat=True))
    CustomerTag.objects.filter(tag=tag, customer__in=carried).delete()
    return _tell_tagged(carried, {"added": [], "removed": [tag.name]}, by)


def _tell_tagged(ids: list[int], data: dict[str, list[str]], by: Staff) -> int:
    stores = Customer.objects.filter(pk__in=ids).values_list("pk", "store_id")
    _tell(facts.CUSTOMER_TAGGED, ((pk, store, data) for pk, store in stores), by)
    return len(ids)


def _tell(kind: str, rows: Iterator, by: Staff) -> None:
    now = timezone.now()
    Activity.objects.bulk_create(
        (
            Activity(
                kind=kind, customer_id=customer, store_id=store, by=by, by_name=by.name, at=now, answered_at=now,
                data=data,
            )
            for customer, store, data in rows
        ),
        batch_size=2000,
    )  # fmt: skip


def _check_many(ids: list[int]) -> None:
    if len(ids) > AT_MOST:
        raise Refused(_("At most %(n)d customers at once: narrow the list first.") % {"n": AT_MOST})
