"""Laying out a store's contacts: sets by SQL, whatever the number of customers (TP-4).

candidates.py says who is wanted when; a statement makes the open touchpoints equal to that, each new one with a
contact of its own. Households in which reasons fall together are arranged by campaigns.arranging and written as sets,
then the lists that are too full for a person are levelled. Done, skipped and expired contacts, and those a person
moved, stay as they are. The plan's row is the planner's turn: whoever holds its lock is alone, in any number of
processes.
"""

from datetime import date, timedelta
from typing import NamedTuple

from django.db import DatabaseError, connection, transaction

from campaigns.assignees import reassign_contacts
from campaigns.candidates import candidates
from campaigns.crowded import arrange_crowded
from campaigns.good_hours import WISH
from campaigns.levelling import LIST, level_lists
from campaigns.models import OwnDay, StorePlan
from campaigns.querysets import COMPLAINING
from campaigns.schedule import Span
from customers.households import with_household
from stores.models import Store

DAYS_AHEAD = 90
WEEK = timedelta(days=7)

SAME = "(t.customer_id, t.rule_id, t.occurrence, t.person) = (w.customer_id, w.rule_id, w.occurrence, w.person)"
# Naming the store says nothing new, a rule has but one; it leads to the index of what is planned there.
OPEN = "t.store_id = %(store)s AND t.state IN ('planned', 'dropped', 'silenced') {chosen}"
FIXED = "EXISTS (SELECT FROM campaigns_contact f WHERE f.id = t.contact_id AND f.is_fixed)"
REASON = "occasion_on, wanted_on, earliest, latest, priority, nature, household, member_id"
OF_T, OF_W = (", ".join(f"{row}.{name}" for name in REASON.split(", ")) for row in "tw")
# The contact of one reason `w` alone, on the day it is wanted.
NEW_CONTACT = """INSERT INTO campaigns_contact (
        id, leading_id, store_id, customer_id, household, assignee_id, way, doer, wanted_on, "on", earliest, expires_on,
        from_hour, to_hour, priority, counts, state, is_fixed, closed_why)
    SELECT {number}, w.id, %(store)s, w.customer_id, w.household, w.assignee_id, w.way, w.doer, w.wanted_on,
           w.wanted_on, w.earliest, w.latest, w.from_hour, w.to_hour, w.priority, w.nature <> 'service', 'planned',
           false, ''"""
# One statement: what is no longer wanted goes, what is wanted on another day leaves its contact, what is new comes with
# a contact of its own.
PLAN = f"""
{{people}}, wanted AS MATERIALIZED ({{wanted}}
), withdrawn AS (
    DELETE FROM campaigns_touchpoint t
    WHERE {OPEN} AND t.rule_id IS NOT NULL
      AND t.wanted_on < %(through)s AND (t.wanted_on >= %(since)s OR t.latest >= %(today)s)
      AND NOT EXISTS (SELECT FROM wanted w WHERE {SAME}) AND NOT {FIXED}
    RETURNING t.state
), changed AS MATERIALIZED (
    SELECT w.*, t.id, t.contact_id, t.state,
           (t.wanted_on, t.earliest, t.latest, t.household)
               IS NOT DISTINCT FROM (w.wanted_on, w.earliest, w.latest, w.household) AND w.why = '' AS stays
    FROM wanted w JOIN campaigns_touchpoint t ON {SAME} AND {OPEN}
    LEFT JOIN campaigns_contact c ON c.id = t.contact_id
    WHERE (({OF_T}) IS DISTINCT FROM ({OF_W})
           OR (CASE WHEN t.state = 'silenced' THEN t.why ELSE '' END) <> w.why
           OR c.leading_id = t.id AND (c.assignee_id, c.way, c.doer, c.from_hour, c.to_hour)
              IS DISTINCT FROM (w.assignee_id, w.way, w.doer, w.from_hour, w.to_hour))
      AND NOT coalesce(c.is_fixed, false)
), moved AS (
    UPDATE campaigns_touchpoint t
    SET ({REASON}) = ({OF_W}), why = w.why, gave_way_to_id = NULL,
        state = CASE WHEN w.why <> '' THEN 'silenced' ELSE 'planned' END,
        contact_id = CASE WHEN w.stays THEN t.contact_id END
    FROM changed w WHERE t.id = w.id
    RETURNING 1
), led AS (
    UPDATE campaigns_contact c
    SET assignee_id = w.assignee_id, way = w.way, doer = w.doer, from_hour = w.from_hour, to_hour = w.to_hour,
        priority = w.priority
    FROM changed w WHERE w.stays AND c.id = w.contact_id AND c.leading_id = w.id
), fresh AS MATERIALIZED (
    SELECT w.*, nextval('campaigns_touchpoint_id_seq') AS id,
           CASE WHEN w.why = '' THEN nextval('campaigns_contact_id_seq') END AS contact_id
    FROM wanted w WHERE NOT EXISTS (SELECT FROM campaigns_touchpoint t WHERE {OPEN} AND {SAME})
), reasons AS (
    INSERT INTO campaigns_touchpoint (id, contact_id, store_id, customer_id, rule_id, occurrence, person, {REASON},
                                      state, why)
    SELECT w.id, w.contact_id, %(store)s, w.customer_id, w.rule_id, w.occurrence, w.person, {OF_W},
           CASE WHEN w.why = '' THEN 'planned' ELSE 'silenced' END, w.why
    FROM fresh w
    ON CONFLICT DO NOTHING  -- the few that are closed already: their contact goes with those that have no reason
    RETURNING state
), contacts AS (
    {NEW_CONTACT.format(number="w.contact_id")}
    FROM fresh w WHERE w.contact_id IS NOT NULL
)
SELECT (SELECT count(*) FROM reasons WHERE state = 'planned')
           + (SELECT count(*) FROM changed WHERE state = 'silenced' AND why = ''),
       (SELECT count(*) FROM changed WHERE NOT (state = 'silenced' OR why <> '')),
       (SELECT count(*) FROM withdrawn WHERE state <> 'silenced')
           + (SELECT count(*) FROM changed WHERE state <> 'silenced' AND why <> '')"""
# What is too late to be worth it is closed, visibly; what shared its contact and is not late is arranged anew.
EXPIRE = """
WITH late AS (
    UPDATE campaigns_contact t SET state = 'expired', closed_at = now()
    WHERE t.store_id = %(store)s AND t.state = 'planned' AND t."on" < %(today)s AND t.expires_on < %(today)s
    RETURNING id
), closed AS (
    UPDATE campaigns_touchpoint t
    SET state = CASE WHEN t.latest < %(today)s THEN 'expired' ELSE 'planned' END,
        contact_id = CASE WHEN t.latest < %(today)s THEN t.contact_id END
    FROM late WHERE t.contact_id = late.id AND t.state = 'planned'
)
SELECT count(*) FROM late"""
# An open complaint takes greetings and offers back that a person had moved, and gives them back when it is settled.
HUSH = f"""
WITH complaining AS MATERIALIZED (
    {COMPLAINING}
), hushed AS (
    UPDATE campaigns_contact t SET state = 'withdrawn', closed_why = 'complaint'
    WHERE t.store_id = %(store)s AND t.state = 'planned' AND t.is_fixed AND t.counts {{chosen}}
      AND t.household IN (SELECT household FROM complaining)
    RETURNING id
), woken AS (
    UPDATE campaigns_contact t SET state = 'planned', closed_why = ''
    WHERE t.store_id = %(store)s AND t.state = 'withdrawn' AND t.closed_why = 'complaint' {{chosen}}
      AND t.expires_on >= %(today)s AND t.household NOT IN (SELECT household FROM complaining)
    RETURNING id
)
UPDATE campaigns_touchpoint t SET state = n.state, why = n.why
FROM (SELECT id, 'silenced' AS state, 'complaint' AS why FROM hushed UNION ALL SELECT id, 'planned', '' FROM woken) n
WHERE t.contact_id = n.id AND t.state IN ('planned', 'silenced')"""
# Archives that became one household, or two again: their contacts are looked at together.
GATHER = """
UPDATE campaigns_contact t SET household = coalesce(y.household, c.id)
FROM customers_customer c LEFT JOIN customers_householdkey y ON y.customer_id = c.id
WHERE c.id = t.customer_id AND t.customer_id = ANY(%(customers)s)
  AND t.household <> coalesce(y.household, c.id)"""
# The newest contact there was before, and whose lists those of these customers stand or stood on.
LISTS = f"""
SELECT (SELECT last_value FROM campaigns_contact_id_seq),
       (SELECT array_agg(DISTINCT {LIST}) FROM campaigns_contact c
        WHERE c.store_id = %(store)s AND c.customer_id = ANY(%(customers)s)
          AND (c.state = 'planned' OR c."on" >= %(today)s - 7))"""
# Reasons that found no contact yet in a household with nothing to arrange; contacts that lost their last reason.
COMPLETE = f"""
WITH lone AS MATERIALIZED (
    SELECT t.*, nextval('campaigns_contact_id_seq') AS new, r.way, r.doer, wish.from_hour, wish.to_hour,
           CASE WHEN r.doer = 'keeper' THEN k.id END AS assignee_id
    FROM campaigns_touchpoint t JOIN campaigns_touchpointrule r ON r.id = t.rule_id
    JOIN customers_customer c ON c.id = t.customer_id LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
    LEFT JOIN unnest(%(wishes)s::text[], %(wish_from)s::int[], %(wish_to)s::int[])
         AS wish(words, from_hour, to_hour) ON wish.words = {WISH}
    WHERE t.store_id = %(store)s AND t.state = 'planned' AND t.contact_id IS NULL {{chosen}}
), contacts AS (
    {NEW_CONTACT.format(number="w.new")}
    FROM lone w
)
UPDATE campaigns_touchpoint t SET contact_id = lone.new FROM lone WHERE t.id = lone.id"""
BARE = """t.store_id = %(store)s AND t.state = 'planned' AND NOT t.is_fixed {chosen}
    AND NOT EXISTS (SELECT FROM campaigns_touchpoint r WHERE r.contact_id = t.id AND r.state = 'planned')"""
SPOKEN = "EXISTS (SELECT FROM campaigns_revisit v WHERE v.contact_id = t.id)"
CLEAR = f"""
WITH kept AS (  -- somebody has spoken with them about it
    UPDATE campaigns_contact t SET state = 'withdrawn', closed_at = now()
    WHERE {BARE} AND {SPOKEN}
)
DELETE FROM campaigns_contact t WHERE {BARE} AND NOT {SPOKEN}"""


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
    reassign_contacts(store, "t.is_fixed")  # before there are thousands more to look through
    changes = _plan(store, span)
    plan.planned_on, plan.through = today, span.through
    plan.save(update_fields=["planned_on", "through"])
    return changes


@transaction.atomic
def replan_customers(store_id: int, customer_ids: list[int], *, today: date) -> Changes:
    """What `plan_store` would do, for some customers only; a store that was never planned has nothing to change."""
    plan = StorePlan.objects.select_for_update(of=("self",)).select_related("store").filter(pk=store_id).first()
    if plan is None:
        return Changes()
    ids = with_household(customer_ids)  # what one of them is, another is greeted by
    return _plan(plan.store, Span(min(plan.planned_on, today), today, plan.through), ids)


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


def _plan(store: Store, span: Span, customer_ids: list[int] | None = None) -> Changes:
    calendar = OwnDay.objects.calendar(store.pk)
    people, wanted, values = candidates(store, span, calendar, customer_ids)
    quiet_days = calendar.quiet_days(span.since - WEEK, span.through + WEEK)
    chosen = "" if customer_ids is None else "AND t.customer_id = ANY(%(customers)s)"
    expired = 0
    with connection.cursor() as cursor:

        def run(statement: str, **parts: str) -> None:
            cursor.execute(statement.format(chosen=chosen, **parts), values)

        if customer_ids is not None:
            run(GATHER)
        run(HUSH)
        run(LISTS)
        newest, lists = cursor.fetchone()
        run(PLAN, people=people, wanted=wanted)
        counts = cursor.fetchone()
        if customer_ids is None:
            run(EXPIRE)
            (expired,) = cursor.fetchone()
        arrange_crowded(cursor, store, span, values, quiet_days, chosen=chosen, newest=newest)
        run(COMPLETE)
        run(CLEAR)
        level_lists(cursor, store, span, values, quiet_days, newest=newest, before=lists)
    added, moved, withdrawn = counts
    return Changes(added, moved, withdrawn, expired)
