"""Who does what is planned, when a customer gets another keeper or goes to another store (ST-3, ST-4)."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from campaigns.levelling import NOBODY, level_lists
from campaigns.models import Doer, OwnDay, StorePlan, TouchpointRule
from campaigns.schedule import Span
from customers.models import Customer
from stores.models import Store

WEEK = timedelta(days=7)
# What a person moved or promised keeps its day, yet follows its customer to a new keeper like all the rest.
REASSIGN = """
UPDATE campaigns_contact t SET assignee_id = {keeper}
FROM customers_customer c LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
WHERE t.store_id = %(store)s AND t.state = 'planned' AND t.doer = 'keeper' AND t.customer_id = c.id
  AND {of_these} AND t.assignee_id IS DISTINCT FROM {keeper}"""
# A promise to a customer without a keeper stays with who made it: nobody else would know of it.
PROMISED = "EXISTS (SELECT FROM campaigns_touchpoint r WHERE r.id = t.leading_id AND r.promise_id IS NOT NULL)"
KEEPER_OR_PROMISER = f"coalesce(k.id, CASE WHEN {PROMISED} THEN t.assignee_id END)"


def reassign(customer: Customer) -> int:
    """What is still planned for the keeper goes to the keeper of now; without one, all but promises to nobody."""
    keeper = customer.keeper if customer.keeper and customer.keeper.is_active else None
    theirs = customer.contacts.planned().filter(doer=Doer.KEEPER)
    lists = set(theirs.values_list("assignee", flat=True))
    given = (theirs if keeper else theirs.exclude(leading__promise__isnull=False)).update(assignee=keeper)
    if lists - {keeper.pk if keeper else None}:
        _level(customer.store, [pk or NOBODY for pk in {*lists, keeper.pk if keeper else None}], [customer.pk])
    return given


def bring_along(customer: Customer) -> None:
    """What a person moved to a day or promised is still to be done on that day, in the customer's store of now."""
    keeper = customer.keeper if customer.keeper and customer.keeper.is_active else None
    rules = {rule.code: rule for rule in TouchpointRule.objects.filter(store=customer.store_id)}
    arranged = customer.contacts.planned().filter(is_fixed=True).exclude(store=customer.store_id)
    for contact in arranged:
        for touchpoint in contact.touchpoints.planned().select_related("rule"):
            if touchpoint.rule:
                touchpoint.rule = rules.get(touchpoint.rule.code, touchpoint.rule)
            touchpoint.store_id = customer.store_id
            touchpoint.save(update_fields=["store", "rule"])
        contact.store_id = customer.store_id
        contact.assignee = keeper if contact.doer == Doer.KEEPER else None
        contact.save(update_fields=["store", "assignee"])


def reassign_store(store: Store) -> None:
    """The same for all customers of a store at once."""
    reassign_contacts(store, "true")
    _level(store)


def reassign_contacts(store: Store, of_these: str) -> None:
    """Of the planned ones of a store `t` that meet a condition in SQL: each goes to the keeper of now."""
    with connection.cursor() as cursor:
        cursor.execute(REASSIGN.format(of_these=of_these, keeper=KEEPER_OR_PROMISER), {"store": store.pk})


def _level(store: Store, lists: list[int] | None = None, customer_ids: list[int] | None = None) -> None:
    """These lists of a store that is planned, or all of them, after contacts went from one to another."""
    plan = StorePlan.objects.filter(store=store).first()
    if plan is None:
        return
    span = Span(plan.planned_on, timezone.localdate(), plan.through)
    quiet_days = OwnDay.objects.calendar(store.pk).quiet_days(span.since - WEEK, span.through + WEEK)
    values = {"store": store.pk, "customers": customer_ids}
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM campaigns_contact_id_seq")
        (newest,) = cursor.fetchone()
        level_lists(cursor, store, span, values, quiet_days, newest=newest, before=lists)
