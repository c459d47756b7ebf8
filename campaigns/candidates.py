"""Whom a store's rules give a reason to be in touch, and when: candidates as sets, in SQL (TP-2).

Python works out *when* (schedule.py), some hundred occasions; a statement joins them to the customers. planning.py
makes what is planned equal to what comes out.
"""

from collections import defaultdict
from typing import Any

from campaigns.joins import JOINS, who
from campaigns.models import OwnDay, TouchpointRule
from campaigns.schedule import Occasion, Span, occasions
from customers.consent import NEWEST_CONSENT
from customers.facts import CUSTOMER_MOVED
from customers.models import HouseholdMember
from customers.occupations import occupation_code

Trigger = TouchpointRule.Trigger


CHANNELS = "CASE r.nature WHEN 'service' THEN ARRAY[r.way::text] ELSE ARRAY[r.way::text, 'all'] END"
WANTED = """
    (SELECT {one_of} p.id AS customer_id, r.id AS rule_id, {occurrence} AS occurrence, {person} AS person,
            {member} AS member_id, o.occasion_on, o.due_on, o.expires_on, r.way, r.doer,
            CASE WHEN r.doer = 'keeper' THEN p.keeper_id END AS assignee_id
    FROM unnest(%({name}_rules)s::bigint[], %({name}_matches)s::text[], %({name}_occurrences)s::text[],
                %({name}_occasions)s::date[], %({name}_dues)s::date[], %({name}_ends)s::date[])
         AS o(rule_id, match, occurrence, occasion_on, due_on, expires_on)
    JOIN campaigns_touchpointrule r ON r.id = o.rule_id
    CROSS JOIN person p
    {tables}
    WHERE {match} AND {who} AND (p.silent IS NULL OR NOT p.silent && {channels})
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
           split_part(c.wedding_day, '/', 1) AS married, t.level, c.kind,
           c.updated_at, c.customer_since, y.household, silent.channels AS silent,
           c.id IN (SELECT id FROM movers) AS moved_here
    FROM customers_customer c
    LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
    LEFT JOIN customers_customertier t ON t.customer_id = c.id AND t.store_id = c.store_id
    LEFT JOIN silent ON silent.customer_id = c.id
    LEFT JOIN customers_householdkey y ON y.customer_id = c.id
    WHERE c.store_id = %(store)s AND (c.customer_since IS NOT NULL OR c.kind <> 'consumer') AND c.erased_at IS NULL
      {{people}}
), family AS MATERIALIZED (  -- archives of a household, the one first that is greeted for all
    SELECT p.id, p.household, row_number() OVER (
        PARTITION BY p.household ORDER BY p.silent IS NOT NULL, p.letter, p.customer_since, p.id) AS place
    FROM person p WHERE p.household IS NOT NULL
)"""


def candidates(store_id: int, span: Span, customer_ids: list[int] | None = None) -> tuple[str, str, dict[str, Any]]:
    """(CTEs, SELECT of what the store's rules want in the span, values of both), of all customers or of some."""
    found: dict[Trigger, list[tuple[TouchpointRule, Occasion]]] = defaultdict(list)
    calendar = OwnDay.objects.calendar(store_id)
    for rule in TouchpointRule.objects.filter(store=store_id, is_active=True):
        found[Trigger(rule.trigger)] += [
            (rule, occasion) for occasion in occasions(rule, span, calendar) if not occasion.left_out
        ]
    values = {"store": store_id, "customers": customer_ids, **span._asdict()}
    if found[Trigger.PROFESSION]:
        values |= _occupations(store_id)
    wanted = [_wanted(trigger, pairs, values) for trigger, pairs in found.items() if pairs]
    people = PEOPLE.format(people="" if customer_ids is None else "AND c.id = ANY(%(customers)s)")
    return people, " UNION ALL ".join(wanted) or NOTHING, values


def _wanted(trigger: Trigger, pairs: list[tuple[TouchpointRule, Occasion]], values: dict[str, Any]) -> str:
    """The SELECT of one kind of rule; puts its occasions into `values` as six arrays."""
    columns = ("rules", "matches", "occurrences", "occasions", "dues", "ends")
    rows = [(rule.pk, *occasion[:5]) for rule, occasion in pairs]
    for column, items in zip(columns, zip(*rows, strict=True), strict=True):
        # As one literal: Postgres reads it many times faster than a thousand expressions.
        values[f"{trigger}_{column}"] = "{" + ",".join(str(item) or '""' for item in items) + "}"
    join = JOINS[trigger]
    parts = join._asdict() | {"unless": " ".join(f"AND NOT {settles}" for settles in join.unless)}
    whom = who({rule.pk: rule for rule, _occasion in pairs}.values(), join)
    return WANTED.format(name=trigger.value, channels=CHANNELS, who=whom, **parts)


def _occupations(store_id: int) -> dict[str, list[str]]:
    """What people of the households do, in the words that stand there, and the code of each."""
    members = HouseholdMember.objects.filter(customer__store=store_id).exclude(occupation="").order_by()
    coded = {word: occupation_code(word) for word in members.values_list("occupation", flat=True).distinct()}
    known = {word: code for word, code in coded.items() if code}
    return {"occupation_words": list(known), "occupation_codes": list(known.values())}
