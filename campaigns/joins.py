"""How an occasion of each kind finds its people: conditions in SQL over `o` (occasion), `r` (rule), `p` (person).

A kind of rule is an entry here, and its days in schedule.py.
"""

from collections.abc import Iterable
from typing import NamedTuple

from campaigns.models import TouchpointRule
from campaigns.persons import CLOSED, GREETED, MAIN_ARCHIVE, PERSON, SAME_PERSON, TOLD_BY_ANOTHER, settled
from campaigns.schedule import SLOTS
from customers.entitlements import RHYTHM_DAYS
from customers.freshness import STALE
from customers.querysets import standing_sql

Trigger = TouchpointRule.Trigger


class Join(NamedTuple):
    tables: str
    match: str
    occurrence: str = "o.occurrence"
    member: str = "NULL::bigint"
    person: str = "''"
    unless: tuple[str, ...] = ()  # what settles it, besides the same touchpoint
    one_of: str = ""  # where several rows may be one person
    order: str = ""
    goods: str = ""  # by which order the rule's category is bought; else by any that stands


BOUGHT = "EXISTS (SELECT FROM customers_orderline l WHERE l.order_id = {order}.id AND l.category_id = r.category_id)"
ANY_ORDER = f"""EXISTS (SELECT FROM customers_order x WHERE x.customer_id = p.id AND {standing_sql("x")}
        AND {BOUGHT.format(order="x")})"""
ORDERS = f"""JOIN (SELECT * FROM customers_order WHERE store_id = %(store)s
        UNION ALL SELECT * FROM customers_order WHERE store_id <> %(store)s AND customer_id IN (SELECT id FROM movers)
        ) b ON b.customer_id = p.id AND {standing_sql("b")}"""
# Whose occupation a profession day is for: the customer's own, else somebody's in the household who is not greeted by
# an archive of their own. Words of an occupation come with their code (customers.occupations).
WORKERS = """JOIN (
        SELECT id AS customer_id, occupation_code AS code, NULL::bigint AS member_id
        FROM person WHERE occupation_code <> ''
        UNION ALL SELECT m.customer_id, k.code, m.id FROM customers_householdmember m
        JOIN unnest(%(occupation_words)s::text[], %(occupation_codes)s::text[]) AS k(word, code)
        ON k.word = m.occupation
        ) x ON x.customer_id = p.id"""
GREETED_THEMSELVES = """(x.member_id IS NOT NULL AND p.household IS NOT NULL AND (
        EXISTS (SELECT FROM family y WHERE y.id = p.id AND y.place > 1)
        OR EXISTS (SELECT FROM person q WHERE q.household = p.household AND q.id <> p.id
                   AND q.occupation_code = o.match)))"""


def after_order(column: str) -> Join:
    ended = f"""(r.sequence <> '' AND EXISTS (
        SELECT FROM customers_activity a WHERE a.customer_id = p.id AND a.kind = ANY(r.ends_early)
          AND (a.at AT TIME ZONE %(zone)s)::date > b.{column}))"""
    return Join(
        ORDERS, f"b.{column} = o.match::date", "'order-' || b.id", unless=(ended,), goods=BOUGHT.format(order="b")
    )


def recurring(tables: str, base: str, every: str, first: int = 1) -> Join:
    """Every so many days from a day of the archive on, the `first` time counted; not twice within half of that time."""
    lately = f"""EXISTS (
        SELECT FROM campaigns_touchpoint d WHERE d.customer_id = p.id AND d.rule_id = r.id
          AND d.state IN {CLOSED} AND abs(d.occasion_on - o.occasion_on) * 2 < {every})"""
    return Join(
        f"""{tables} CROSS JOIN LATERAL generate_series(
            ({base} + {every} * greatest({first}, (%(since)s::date - 60 - {base}) / {every}))::timestamp,
            (%(through)s::date + 60)::timestamp, {every} * interval '1 day') g(day)""",
        "g.day::date = o.occasion_on",
        "to_char(o.occasion_on, 'YYYY-MM-DD')",
        unless=(lately,),
    )


JOINS = {
    Trigger.FESTIVAL: Join("", MAIN_ARCHIVE, unless=(GREETED,)),
    Trigger.PROFESSION: Join(
        WORKERS,
        "x.code = o.match",
        member="x.member_id",
        unless=(GREETED_THEMSELVES,),
        one_of="DISTINCT ON (p.id, r.id, o.occurrence)",
        order="ORDER BY p.id, r.id, o.occurrence, x.member_id NULLS FIRST, o.match",
    ),
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
    Trigger.WEDDING: Join("", f"p.married = o.match AND {MAIN_ARCHIVE}", unless=(settled("true"), GREETED)),
    Trigger.AFTER_SIGN: after_order("signed_on"),
    Trigger.AFTER_DELIVERY: after_order("delivered_on"),
    Trigger.AFTER_INSTALL: after_order("installed_on"),
    Trigger.CARE: after_order("installed_on")._replace(occurrence="'order-' || b.id || '-' || o.occurrence"),
    Trigger.RHYTHM: recurring(
        f"""JOIN LATERAL (SELECT {RHYTHM_DAYS.format(t="p")} AS rhythm_days) e ON e.rhythm_days IS NOT NULL
        LEFT JOIN campaigns_contactdays k ON k.customer_id = p.id""",
        "coalesce((k.last_at AT TIME ZONE %(zone)s)::date, p.customer_since)",
        "e.rhythm_days",
    ),
    Trigger.NEXT_PURCHASE: recurring(
        """JOIN customers_nextpurchase n ON n.customer_id = p.id AND n.from_on IS NOT NULL
        AND n.percent >= coalesce(r.at_least, 0)""",
        "n.from_on",
        "180",
        first=0,
    ),
    # Spread over the half-year by the customer's number: a store's old archives do not fall due on one morning.
    Trigger.STALE: Join(
        "",
        f"(p.id %% {SLOTS})::text = o.match AND " + STALE.format(c="p", since="(o.occasion_on - r.after_days)"),
    ),
    Trigger.STOCK_CHECK: recurring(
        "JOIN customers_distributorprofile f ON f.customer_id = p.id AND f.stock_checked_on IS NOT NULL",
        "f.stock_checked_on",
        "r.after_days",
    ),
}
# What each field of a rule asks of a person, where it is filled in.
WHO = {
    "tiers": "(r.tiers = '' OR position(p.letter IN r.tiers) > 0)",
    "levels": "(r.levels = '' OR position(p.level::text IN r.levels) > 0)",
    "kinds": "CASE WHEN cardinality(r.kinds) = 0 THEN p.customer_since IS NOT NULL ELSE p.kind = ANY(r.kinds) END",
    "occupations": "(cardinality(r.occupations) = 0 OR p.occupation_code = ANY(r.occupations))",
}


def who(rules: Iterable[TouchpointRule], join: Join) -> str:
    """Condition that a person is one of those a rule is for; asks only what one of these rules asks."""
    asked = {name: condition for name, condition in WHO.items() if any(getattr(rule, name) for rule in rules)}
    found = [] if "kinds" in asked else ["p.customer_since IS NOT NULL"]
    found += asked.values()
    if any(rule.category_id for rule in rules):
        found.append(f"(r.category_id IS NULL OR {join.goods or ANY_ORDER})")
    return " AND ".join(found)
