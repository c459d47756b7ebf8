"""Laying out a store's touchpoints: sets by SQL, whatever the number of customers (TP-4).

Python works out *when* (schedule.py), some hundred occasions; one statement joins them to the customers and makes the
planned touchpoints equal to what comes out. Done, skipped and expired ones, and those moved by a person, stay as
they are. The plan's row is the planner's turn: whoever holds its lock is alone, in any number of processes.
"""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from campaigns.models import Doer, StorePlan, Touchpoint, TouchpointRule
from campaigns.persons import GREETED, MAIN_ARCHIVE, PERSON, SAME_PERSON, TOLD_BY_ANOTHER, settled
from campaigns.schedule import SLOTS, Span, occasions
from customers.consent import NEWEST_CONSENT
from customers.facts import CUSTOMER_MOVED
from customers.freshness import STALE
from customers.households import with_household
from customers.models import Customer
from customers.querysets import standing_sql
from stores.models import Store

DAYS_AHEAD = 90

Trigger = TouchpointRule.Trigger


class Join(NamedTuple):
    """How an occasion of a kind finds its people."""

    tables: str
    match: str
    occurrence: str = "o.occurrence"
    member: str = "NULL::bigint"
    person: str = "''"
    unless: tuple[str, ...] = ()  # what settles it, besides the same touchpoint
    one_of: str = ""  # where several rows may be one person
    order: str = ""


JOINS = {
    Trigger.FESTIVAL: Join("", MAIN_ARCHIVE, unless=(GREETED,)),
    Trigger.PROFESSION: Join("", "p.occupation_code = o.match"),
    Trigger.BIRTHDAY: Join("", "p.born = o.match", unless=(settled("true"),)),
    Trigger.HOUSEHOLD_BIRTHDAY: Join(
        "JOIN customers_householdmember m ON m.customer_id = p.id",
        "split_part(m.birthday, '/', 1) = o.match AND r.day_code IN ('', m.relation)",
        member="m.id",
        person=PERSON,
        unless=(settled(SAME_PERSON), TOLD_BY_ANOTHER),
        one_of=f"DISTINCT ON (p.id, r.id, o.occurrence, {PERSON})",
        order=f"ORDER BY p.id, r.id, o.occurrence, {PERSON}, o.due_on, m.id",
    ),
    Trigger.AFTER_INSTALL: Join(
        """JOIN (SELECT * FROM customers_order WHERE store_id = %(store)s
        UNION ALL SELECT * FROM customers_order WHERE store_id <> %(store)s AND customer_id IN (SELECT id FROM movers)
        ) b ON b.customer_id = p.id AND """
        + standing_sql("b"),
        """b.installed_on = o.match::date AND (r.category_id IS NULL OR EXISTS (
        SELECT FROM customers_orderline l WHERE l.order_id = b.id AND l.category_id = r.category_id))""",
        "'order-' || b.id",
    ),
    # Spread over the half-year by the customer's number: a store's old archives do not fall due on one morning.
    Trigger.STALE: Join(
        "",
        f"(p.id %% {SLOTS})::text = o.match AND " + STALE.format(c="p", since="(o.occasion_on - r.after_days)"),
    ),
}
SERVICE = TouchpointRule.SERVICE
CHANNELS = {True: "ARRAY[r.way::text]", False: "ARRAY[r.way::text, 'all']"}
WANTED = """
    (SELECT {one_of} p.id AS customer_id, r.id AS rule_id, {occurrence} AS occurrence, {person} AS person,
            {member} AS member_id, o.occasion_on, o.due_on, o.expires_on, r.way, r.doer,
            CASE WHEN r.doer = 'keeper' THEN p.keeper_id END AS assignee_id
    FROM unnest(%({name}_rules)s::bigint[], %({name}_matches)s::text[], %({name}_occurrences)s::text[],
                %({name}_occasions)s::date[], %({name}_dues)s::date[], %({name}_ends)s::date[])
         AS o(rule_id, match, occurrence, occasion_on, due_on, expires_on)
    JOIN campaigns_touchpointrule r ON r.id = o.rule_id
    JOIN person p ON r.tiers = '' OR position(p.letter IN r.tiers) > 0
    {tables}
    WHERE {match} AND (p.silent IS NULL OR NOT p.silent && {channels})
      AND NOT (p.moved_here AND EXISTS (  -- their former store saw to it
        SELECT FROM campaigns_touchpoint d JOIN campaigns_touchpointrule f ON f.id = d.rule_id
        WHERE d.customer_id = p.id AND d.state <> 'planned' AND f.store_id <> r.store_id
          AND f.code = r.code AND d.occurrence = {occurrence}))
      {unless} {order})"""
NOTHING = """
    SELECT NULL::bigint AS customer_id, NULL::bigint AS rule_id, '' AS occurrence, '' AS person,
           NULL::bigint AS member_id, NULL::date AS occasion_on, NULL::date AS due_on, NULL::date AS expires_on,
           '' AS way, '' AS doer, NULL::bigint AS assignee_id
    WHERE false"""
SAME = "(t.customer_id, t.rule_id, t.occurrence, t.person) = (w.customer_id, w.rule_id, w.occurrence, w.person)"
# Naming the store says nothing new, a rule has but one; it leads to the index of what is planned there.
OPEN = "t.store_id = %(store)s AND t.state = 'planned' {chosen}"
PLAN = f"""
WITH silent AS MATERIALIZED (  -- channels a customer withdrew: of each the newest word holds
    SELECT customer_id, array_agg(channel::text) AS channels
    FROM ({NEWEST_CONSENT.format(people="customers_customer", those="c.store_id = %(store)s {people}")}) newest
    WHERE NOT is_given GROUP BY customer_id
), movers AS MATERIALIZED (
    SELECT customer_id AS id FROM customers_activity WHERE kind = '{CUSTOMER_MOVED}'
), person AS MATERIALIZED (
    SELECT c.id, k.id AS keeper_id, t.letter, c.occupation_code, split_part(c.birthday, '/', 1) AS born,
           c.updated_at, c.customer_since, y.household, silent.channels AS silent,
           c.id IN (SELECT id FROM movers) AS moved_here
    FROM customers_customer c
    LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
    LEFT JOIN customers_customertier t ON t.customer_id = c.id AND t.store_id = c.store_id
    LEFT JOIN silent ON silent.customer_id = c.id
    LEFT JOIN customers_householdkey y ON y.customer_id = c.id
    WHERE c.store_id = %(store)s AND c.customer_since IS NOT NULL AND c.erased_at IS NULL {{people}}
), family AS MATERIALIZED (  -- archives of a household, the one first that is greeted for all
    SELECT p.id, p.household, row_number() OVER (
        PARTITION BY p.household ORDER BY p.silent IS NOT NULL, p.letter, p.customer_since, p.id) AS place
    FROM person p WHERE p.household IS NOT NULL
), wanted AS MATERIALIZED ({{wanted}}
), withdrawn AS (
    DELETE FROM campaigns_touchpoint t
    WHERE {OPEN} AND NOT t.moved_by_hand AND t.rule_id IS NOT NULL
      AND t.due_on < %(through)s AND (t.due_on >= %(since)s OR t.expires_on >= %(today)s)
      AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME})
    RETURNING 1
), moved AS (
    UPDATE campaigns_touchpoint t
    SET occasion_on = w.occasion_on, due_on = w.due_on, expires_on = w.expires_on, way = w.way, doer = w.doer,
        assignee_id = w.assignee_id, member_id = w.member_id
    FROM wanted w
    WHERE {OPEN} AND NOT t.moved_by_hand AND {SAME}
      AND (t.occasion_on, t.due_on, t.expires_on, t.way, t.doer, t.assignee_id, t.member_id)
          IS DISTINCT FROM (w.occasion_on, w.due_on, w.expires_on, w.way, w.doer, w.assignee_id, w.member_id)
    RETURNING 1
), added AS (
    INSERT INTO campaigns_touchpoint (store_id, customer_id, rule_id, occurrence, person, member_id, occasion_on,
                                      due_on, expires_on, way, doer, assignee_id, state, moved_by_hand, closed_why)
    SELECT %(store)s, w.customer_id, w.rule_id, w.occurrence, w.person, w.member_id, w.occasion_on, w.due_on,
           w.expires_on, w.way, w.doer, w.assignee_id, 'planned', false, ''
    FROM wanted w
    WHERE NOT EXISTS (SELECT FROM campaigns_touchpoint t WHERE {OPEN} AND {SAME})
    ON CONFLICT DO NOTHING  -- the few that are closed already
    RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT count(*) FROM moved), (SELECT count(*) FROM withdrawn)"""
# What a person moved or promised keeps its day, yet follows its customer to a new keeper like all the rest.
REASSIGN = """
UPDATE campaigns_touchpoint t SET assignee_id = {keeper}
FROM customers_customer c LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
WHERE t.store_id = %(store)s AND t.state = 'planned' AND t.doer = 'keeper' AND t.customer_id = c.id
  AND {of_these} AND t.assignee_id IS DISTINCT FROM {keeper}"""
# A promise to a customer without a keeper stays with who made it: nobody else would know of it.
KEEPER_OR_PROMISER = "coalesce(k.id, CASE WHEN t.rule_id IS NULL THEN t.assignee_id END)"


class Changes(NamedTuple):
    added: int = 0
    moved: int = 0
    withdrawn: int = 0
    expired: int = 0


@transaction.atomic
def plan_store(store: Store, *, today: date, days: int = DAYS_AHEAD) -> Changes:
    """Lay out the store's schedule from where it was left, through `days` from today, and close what is too late to
    be worth it, visibly (MS-5); returns Changes.

    One transaction a store: killed half-way, the next run finds each store either done or untouched.
    """
    plan, _ = StorePlan.objects.select_for_update().get_or_create(
        store=store, defaults={"planned_on": today, "through": today}
    )
    span = Span(min(plan.planned_on, today), today, max(plan.through, today + timedelta(days=days)))
    _reassign(store, "(t.moved_by_hand OR t.rule_id IS NULL)")  # before there are thousands more to look through
    changes = _plan(store.pk, span)
    plan.planned_on, plan.through = today, span.through
    plan.save(update_fields=["planned_on", "through"])
    late = Touchpoint.objects.planned().filter(store=store, due_on__lt=today, expires_on__lt=today)
    return changes._replace(expired=late.update(state=Touchpoint.State.EXPIRED, closed_at=Now()))


@transaction.atomic
def replan_customers(store_id: int, customer_ids: list[int], *, today: date) -> Changes:
    """What `plan_store` would do, for some customers only; a store that was never planned has nothing to change."""
    plan = StorePlan.objects.select_for_update().filter(pk=store_id).first()
    if plan is None:
        return Changes()
    ids = with_household(customer_ids)  # what one of them is, another is greeted by
    return _plan(store_id, Span(min(plan.planned_on, today), today, plan.through), ids)


def plan_all(today: date, days: int = DAYS_AHEAD) -> dict[Store, Changes]:
    """Plan every store; {Store: Changes}. One store's trouble keeps no other waiting: RuntimeError at the end."""
    changes, failures = {}, []
    for store in Store.objects.all():
        try:
            changes[store] = plan_store(store, today=today, days=days)
        except DatabaseError as error:
            failures.append(f"{store.code}: {error}")
    if failures:
        raise RuntimeError("; ".join(failures))
    return changes


def reassign(customer: Customer) -> int:
    """What is still planned for the keeper goes to the keeper of now; without one, all but promises to nobody."""
    keeper = customer.keeper if customer.keeper and customer.keeper.is_active else None
    theirs = customer.touchpoints.planned().filter(doer=Doer.KEEPER)
    return (theirs if keeper else theirs.filter(rule__isnull=False)).update(assignee=keeper)


def bring_along(customer: Customer) -> None:
    """What a person moved to a day or promised is still to be done on that day, in the customer's store of now."""
    keeper = customer.keeper if customer.keeper and customer.keeper.is_active else None
    rules = {rule.code: rule for rule in TouchpointRule.objects.filter(store=customer.store_id)}
    arranged = customer.touchpoints.planned().filter(Q(moved_by_hand=True) | Q(rule=None))
    for touchpoint in arranged.exclude(store=customer.store_id).select_related("rule"):
        if touchpoint.rule:
            touchpoint.rule = rules.get(touchpoint.rule.code, touchpoint.rule)
        touchpoint.store_id = customer.store_id
        touchpoint.assignee = keeper if touchpoint.doer == Doer.KEEPER else None
        touchpoint.save(update_fields=["store", "assignee", "rule"])


def reassign_store(store: Store) -> None:
    """The same for all customers of a store at once."""
    _reassign(store, "true")


def _reassign(store: Store, of_these: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(REASSIGN.format(of_these=of_these, keeper=KEEPER_OR_PROMISER), {"store": store.pk})


def _plan(store_id: int, span: Span, customer_ids: list[int] | None = None) -> Changes:
    rows = defaultdict(list)
    for rule in TouchpointRule.objects.filter(store=store_id, is_active=True):
        rows[Trigger(rule.trigger)] += [(rule.pk, *occasion) for occasion in occasions(rule, span)]
    values = {"store": store_id, "customers": customer_ids, **span._asdict()}
    wanted = [_wanted(trigger, found, values) for trigger, found in rows.items() if found]
    some = customer_ids is not None
    statement = PLAN.format(
        wanted=" UNION ALL ".join(wanted) or NOTHING,
        people="AND c.id = ANY(%(customers)s)" if some else "",
        chosen="AND t.customer_id = ANY(%(customers)s)" if some else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return Changes(*cursor.fetchone())


def _wanted(trigger: TouchpointRule.Trigger, found: list[tuple[Any, ...]], values: dict[str, Any]) -> str:
    """The SELECT of one kind of rule; puts its occasions into `values` as six arrays."""
    columns = ("rules", "matches", "occurrences", "occasions", "dues", "ends")
    for column, items in zip(columns, zip(*found, strict=True), strict=True):
        # As one literal: Postgres reads it many times faster than a thousand expressions.
        values[f"{trigger}_{column}"] = "{" + ",".join(str(item) or '""' for item in items) + "}"
    join = JOINS[trigger]
    parts = join._asdict() | {"unless": " ".join(f"AND NOT {settles}" for settles in join.unless)}
    return WANTED.format(name=trigger.value, channels=CHANNELS[trigger in SERVICE], **parts)
