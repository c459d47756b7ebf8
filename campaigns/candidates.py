"""Whom a store's rules give a reason to be in touch, and when: candidates as sets, in SQL (TP-2).

Python works out *when* (schedule.py), some hundred occasions; a statement joins them to the customers. planning.py
makes what is planned equal to what comes out.
"""

from collections import defaultdict
from typing import Any, NamedTuple

from campaigns.models import OwnDay, TouchpointRule
from campaigns.persons import GREETED, MAIN_ARCHIVE, PERSON, SAME_PERSON, TOLD_BY_ANOTHER, settled
from campaigns.schedule import SLOTS, Span, occasions
from customers.consent import NEWEST_CONSENT
from customers.facts import CUSTOMER_MOVED
from customers.freshness import STALE
from customers.querysets import standing_sql

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
# The CTEs the wanted ones are read from: `person` are the store's customers, `family` archives of one household.
PEOPLE = f"""
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
)"""


def candidates(store_id: int, span: Span, customer_ids: list[int] | None = None) -> tuple[str, str, dict[str, Any]]:
    """(CTEs, SELECT of what the store's rules want in the span, values of both), of all customers or of some."""
    rows, calendar = defaultdict(list), OwnDay.objects.calendar(store_id)
    for rule in TouchpointRule.objects.filter(store=store_id, is_active=True):
        found = (occasion for occasion in occasions(rule, span, calendar) if not occasion.left_out)
        rows[Trigger(rule.trigger)] += [(rule.pk, *occasion[:5]) for occasion in found]
    values = {"store": store_id, "customers": customer_ids, **span._asdict()}
    wanted = [_wanted(trigger, found, values) for trigger, found in rows.items() if found]
    people = PEOPLE.format(people="" if customer_ids is None else "AND c.id = ANY(%(customers)s)")
    return people, " UNION ALL ".join(wanted) or NOTHING, values


def _wanted(trigger: TouchpointRule.Trigger, found: list[tuple[Any, ...]], values: dict[str, Any]) -> str:
    """The SELECT of one kind of rule; puts its occasions into `values` as six arrays."""
    columns = ("rules", "matches", "occurrences", "occasions", "dues", "ends")
    for column, items in zip(columns, zip(*found, strict=True), strict=True):
        # As one literal: Postgres reads it many times faster than a thousand expressions.
        values[f"{trigger}_{column}"] = "{" + ",".join(str(item) or '""' for item in items) + "}"
    join = JOINS[trigger]
    parts = join._asdict() | {"unless": " ".join(f"AND NOT {settles}" for settles in join.unless)}
    return WANTED.format(name=trigger.value, channels=CHANNELS[trigger in SERVICE], **parts)
