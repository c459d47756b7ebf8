"""Whom a store's rules give a reason to be in touch, and when: candidates as sets, in SQL (TP-2).

Python works out *when* (schedule.py), some hundred occasions; a statement joins them to the customers. planning.py
makes what is planned equal to what comes out.
"""

from collections import defaultdict
from typing import Any

from django.db import connection
from django.utils.timezone import get_current_timezone_name

from campaigns.dealer_calendar import GREAT_FESTIVALS, Calendar
from campaigns.good_hours import WISH, good_hours
from campaigns.joins import JOINS, who
from campaigns.models import TouchpointRule
from campaigns.persons import CLOSED
from campaigns.querysets import COMPLAINING
from campaigns.schedule import Occasion, Span, occasions
from customers.consent import NEWEST_CONSENT
from customers.facts import CUSTOMER_MOVED
from customers.models import HouseholdMember
from customers.occupations import occupation_code
from dealercrm.lib.hours import read_hours
from stores.models import Store

Trigger = TouchpointRule.Trigger


# What is worth more where not all can be had, and by how many days a reason may come before its day.
PRIORITY = {
    Trigger.AFTER_INSTALL: 70, Trigger.AFTER_DELIVERY: 70, Trigger.AFTER_SIGN: 65, Trigger.BIRTHDAY: 60,
    Trigger.WEDDING: 55, Trigger.HOUSEHOLD_BIRTHDAY: 50, Trigger.CARE: 45, Trigger.FESTIVAL: 40, Trigger.PROFESSION: 30,
    Trigger.NEXT_PURCHASE: 25, Trigger.STOCK_CHECK: 25, Trigger.RHYTHM: 15, Trigger.STALE: 10,
}  # fmt: skip
EARLIER = {
    Trigger.AFTER_SIGN: 1, Trigger.AFTER_DELIVERY: 1, Trigger.AFTER_INSTALL: 1, Trigger.CARE: 7, Trigger.RHYTHM: 7,
    Trigger.NEXT_PURCHASE: 14, Trigger.STALE: 14, Trigger.STOCK_CHECK: 7,
}  # fmt: skip
OF_A_DAY = 2  # of all the others
GREAT, GREAT_EARLIER = f"r.day_code IN {GREAT_FESTIVALS}", 5  # spread over the days before
OF_TIER = "CASE p.letter WHEN 'A' THEN 9 WHEN 'B' THEN 6 WHEN 'C' THEN 3 ELSE 0 END"
# Why somebody is not to be disturbed; service goes on, but not by a way they withdrew.
SILENCE = """CASE WHEN o.left_out THEN 'silence_day' WHEN (r.nature <> 'service' OR r.sequence <> '')
                 AND p.complains THEN 'complaint'
                 WHEN r.nature <> 'service' AND 'all' = ANY(p.silent) THEN 'left_alone'
                 WHEN r.way = ANY(p.silent) THEN 'channel' ELSE '' END"""
WANTED = """
    (SELECT {one_of} p.id AS customer_id, r.id AS rule_id, {occurrence} AS occurrence, {person} AS person,
            {member} AS member_id, o.occasion_on, o.due_on AS wanted_on, o.due_on - {earlier} AS earliest,
            o.expires_on AS latest, {priority} + {of_tier} AS priority, r.nature, {silence} AS why,
            p.main AS household, p.from_hour, p.to_hour, r.way, r.doer,
            CASE WHEN r.doer = 'keeper' THEN p.keeper_id END AS assignee_id
    FROM unnest(%({name}_rules)s::bigint[], %({name}_matches)s::text[], %({name}_occurrences)s::text[],
                %({name}_occasions)s::date[], %({name}_dues)s::date[], %({name}_ends)s::date[],
                %({name}_left_out)s::boolean[])
         AS o(rule_id, match, occurrence, occasion_on, due_on, expires_on, left_out)
    JOIN campaigns_touchpointrule r ON r.id = o.rule_id
    CROSS JOIN person p
    {tables}
    WHERE {match} AND {who} AND NOT (p.moved_here AND EXISTS (  -- their former store saw to it
        SELECT FROM campaigns_touchpoint d JOIN campaigns_touchpointrule f ON f.id = d.rule_id
        WHERE d.customer_id = p.id AND d.state IN {CLOSED} AND f.store_id <> r.store_id
          AND f.code = r.code AND d.occurrence = {occurrence}))
      {unless} {order})"""
NOTHING = """
    SELECT NULL::bigint AS customer_id, NULL::bigint AS rule_id, '' AS occurrence, '' AS person,
           NULL::bigint AS member_id, NULL::date AS occasion_on, NULL::date AS wanted_on, NULL::date AS earliest,
           NULL::date AS latest, 0 AS priority, '' AS nature, '' AS why, NULL::bigint AS household,
           NULL::int AS from_hour, NULL::int AS to_hour, '' AS way, '' AS doer, NULL::bigint AS assignee_id
    WHERE false"""
WISHES = f"SELECT DISTINCT {WISH} FROM customers_customer c WHERE c.store_id = %(store)s {{chosen}} AND {WISH} <> ''"
# The CTEs the wanted ones are read from: `person` are the store's customers, `family` archives of one household.
PEOPLE = f"""
WITH silent AS MATERIALIZED (  -- channels a customer withdrew: of each the newest word holds
    SELECT customer_id, array_agg(channel::text) AS channels
    FROM ({NEWEST_CONSENT.format(people="customers_customer", those="c.store_id = %(store)s {people}")}) newest
    WHERE NOT is_given GROUP BY customer_id
), complaining AS MATERIALIZED (  -- households with a complaint that nobody has settled
    {COMPLAINING}
), movers AS MATERIALIZED (
    SELECT customer_id AS id FROM customers_activity WHERE kind = '{CUSTOMER_MOVED}'
), person AS MATERIALIZED (
    SELECT c.id, k.id AS keeper_id, t.letter, c.occupation_code, split_part(c.birthday, '/', 1) AS born,
           split_part(c.wedding_day, '/', 1) AS married, t.level, t.is_dissatisfied, c.kind,
           c.updated_at, c.customer_since, y.household, coalesce(y.household, c.id) AS main,
           coalesce(y.household, c.id) IN (SELECT household FROM complaining) AS complains, silent.channels AS silent,
           wish.from_hour, wish.to_hour,
           c.id IN (SELECT id FROM movers) AS moved_here
    FROM customers_customer c
    LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
    LEFT JOIN customers_customertier t ON t.customer_id = c.id AND t.store_id = c.store_id
    LEFT JOIN silent ON silent.customer_id = c.id
    LEFT JOIN customers_householdkey y ON y.customer_id = c.id
    LEFT JOIN unnest(%(wishes)s::text[], %(wish_from)s::int[], %(wish_to)s::int[])
         AS wish(words, from_hour, to_hour) ON wish.words = {WISH}
    WHERE c.store_id = %(store)s AND (c.customer_since IS NOT NULL OR c.kind <> 'consumer') AND c.erased_at IS NULL
      {{people}}
), family AS MATERIALIZED (  -- archives of a household, the one first that is greeted for all
    SELECT p.id, p.household, row_number() OVER (
        PARTITION BY p.household ORDER BY p.silent IS NOT NULL, p.letter, p.customer_since, p.id) AS place
    FROM person p WHERE p.household IS NOT NULL
)"""


def candidates(
    store: Store, span: Span, calendar: Calendar, customer_ids: list[int] | None = None
) -> tuple[str, str, dict[str, Any]]:
    """(CTEs, SELECT of what the store's rules want in the span, values of both), of all customers or of some."""
    found: dict[Trigger, list[tuple[TouchpointRule, Occasion]]] = defaultdict(list)
    for rule in TouchpointRule.objects.filter(store=store, is_active=True):
        found[Trigger(rule.trigger)] += [(rule, occasion) for occasion in occasions(rule, span, calendar)]
    values = {"store": store.pk, "customers": customer_ids, "zone": get_current_timezone_name(), **span._asdict()}
    values |= _wishes(store, customer_ids)
    if found[Trigger.PROFESSION]:
        values |= _occupations(store.pk)
    wanted = [_wanted(trigger, pairs, values) for trigger, pairs in found.items() if pairs]
    people = PEOPLE.format(people="" if customer_ids is None else "AND c.id = ANY(%(customers)s)")
    return people, " UNION ALL ".join(wanted) or NOTHING, values


def _wishes(store: Store, customer_ids: list[int] | None) -> dict[str, list[Any]]:
    """The hours and weekdays that families named in words, each wording read once."""
    chosen = "" if customer_ids is None else "AND c.id = ANY(%(customers)s)"
    with connection.cursor() as cursor:
        cursor.execute(WISHES.format(chosen=chosen), {"store": store.pk, "customers": customer_ids})
        wishes = {words: good_hours(words) for (words,) in cursor}
    calling = read_hours(store.calling_hours)
    found = [(words, hours) for words, wish in wishes.items() if (hours := wish.in_store_hours(calling))]
    return {
        "choosy": [words for words, wish in wishes.items() if wish.days],
        "wishes": [words for words, _hours in found],
        "wish_from": [hours[0] for _words, hours in found],
        "wish_to": [hours[1] for _words, hours in found],
    }


def _wanted(trigger: Trigger, pairs: list[tuple[TouchpointRule, Occasion]], values: dict[str, Any]) -> str:
    """The SELECT of one kind of rule; puts its occasions into `values` as seven arrays."""
    columns = ("rules", "matches", "occurrences", "occasions", "dues", "ends", "left_out")
    rows = [(rule.pk, *occasion) for rule, occasion in pairs]
    for column, items in zip(columns, zip(*rows, strict=True), strict=True):
        # As one literal: Postgres reads it many times faster than a thousand expressions.
        values[f"{trigger}_{column}"] = "{" + ",".join(str(item) or '""' for item in items) + "}"
    join = JOINS[trigger]
    parts = join._asdict() | {"unless": " ".join(f"AND NOT {settles}" for settles in join.unless)}
    earlier = str(EARLIER.get(trigger, OF_A_DAY))
    if trigger == Trigger.FESTIVAL:
        earlier = f"CASE WHEN {GREAT} THEN {GREAT_EARLIER} ELSE {earlier} END"
    whom = who({rule.pk: rule for rule, _occasion in pairs}.values(), join)
    return WANTED.format(
        name=trigger.value, earlier=earlier, priority=PRIORITY[trigger], of_tier=OF_TIER, silence=SILENCE, who=whom,
        CLOSED=CLOSED, **parts,
    )  # fmt: skip


def _occupations(store_id: int) -> dict[str, list[str]]:
    """What people of the households do, in the words that stand there, and the code of each."""
    members = HouseholdMember.objects.filter(customer__store=store_id).exclude(occupation="").order_by()
    coded = {word: occupation_code(word) for word in members.values_list("occupation", flat=True).distinct()}
    known = {word: code for word, code in coded.items() if code}
    return {"occupation_words": list(known), "occupation_codes": list(known.values())}
