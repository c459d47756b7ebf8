"""Writes a dealer with any number of customers: names and rules from the product and its demo, rows by fill.sql."""

import math
import random
import re
import time
from datetime import date
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

from benchmarks import database
from campaigns.actions.rules import set_up_schedule
from campaigns.models import TouchpointRule
from customers.actions.tiers import recompute_tiers
from customers.categories import load_categories
from customers.completeness import keep_all
from customers.occupations import occupation_code
from dealercrm.demo.families import pick
from dealercrm.demo.words import GOODS, names
from dealercrm.lib.pinyin import pinyin_sort_key, search_tokens
from insights.freshness import count_all
from stores.models import Role, Staff, Store

TODAY = date(2026, 11, 22)
SQL = Path(__file__).with_name("fill.sql")
NAMES = 40_000  # at most; more people share them, as in life
STORES = (3, 200)
CUSTOMERS_OF_A_STORE = 5000
CUSTOMERS_OF_A_KEEPER = 600
BULK = 10_000  # from here on indexes are built after the rows
TABLES = [
    "customers_customer", "customers_customerphone", "customers_customersearch", "customers_order",
    "customers_orderline", "customers_activity", "campaigns_revisit", "campaigns_touchpoint", "referrals_referral",
]  # fmt: skip
GIVEN = "伟芳娜秀敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建文玉红志海晓春小亚佳思雨子浩宇梓欣怡涵轩辰睿"
LESS_THAN_NOTHING = {  # what a column holds that fill.sql does not name
    "text": "''", "character varying": "''", "boolean": "false", "smallint": "0", "integer": "0", "jsonb": "'{}'",
    "timestamp with time zone": "now()",
}  # fmt: skip


def make(customers, *, anew=False):
    """Fill the benchmark database of this size where it is missing; seconds it took, None if it was there."""
    is_new = database.create(connection, anew=anew)
    call_command("migrate", verbosity=0)
    if not is_new:
        keep_all(TODAY)  # an older one may lack what lists narrow by
        return None
    begun = time.monotonic()
    fill(customers)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return time.monotonic() - begun


def fill(customers, today=TODAY):
    """Write that many customers with all that belongs to them; the database must be migrated and empty."""
    with transaction.atomic(), connection.cursor() as cursor:
        open_stores(customers, today)
        cursor.execute("SELECT setseed(0.2026)")
        write_words(cursor, customers)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
        set_defaults(cursor)
        dropped = drop_indexes(cursor) if customers >= BULK else []
        for statement in statements():
            cursor.execute(statement, {"customers": customers, "today": today})
            cursor.execute("ANALYZE " + re.search(r"INSERT INTO (\w+)", statement)[1])
        for index in dropped:
            cursor.execute(index)
        for table in ("customers_customer", "customers_order"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
    recompute_tiers(today)
    keep_all(today)
    count_all(today)


def statements():
    return [part for part in SQL.read_text(encoding="utf-8").split(";\n") if "INSERT" in part]


def open_stores(customers, today):
    """Stores, their people and a ready schedule each."""
    load_categories()
    owner = Staff.objects.create_user("laoban", "bench", name="老板", role=Role.OWNER)
    count = min(max(customers // CUSTOMERS_OF_A_STORE, STORES[0]), STORES[1])
    keepers = math.ceil(customers / count / CUSTOMERS_OF_A_KEEPER)
    roles = [Role.MANAGER, Role.CARE, Role.CREW] + [Role.ASSISTANT] * keepers
    for n in range(1, count + 1):
        store = Store.objects.create(code=f"s{n:03}", name=f"{n}号店", city="郑州", area_code="0371")
        Staff.objects.bulk_create(
            Staff(username=f"s{n:03}-{m}", name=f"员工{n}-{m}", role=role, store=store, password="!")
            for m, role in enumerate(roles)
        )
        set_up_schedule(store, by=owner, today=today)


def write_words(cursor, customers):
    """The temporary tables fill.sql draws from."""
    rng = random.Random(2026)
    people = [person(rng) for _ in range(min(NAMES, customers))]
    table(
        cursor, "bench_name", "name text, pinyin text, salutation text, tokens text[]",
        [(name, pinyin_sort_key(name), call, search_tokens(name, extra=[call])) for name, call in people],
    )  # fmt: skip
    places = [row[0] for around in names.COMMUNITIES.values() for row in around]
    table(cursor, "bench_place", "name text, tokens text[]", [(p, search_tokens("", communities=[p])) for p in places])
    jobs = [row[0] for row in names.OCCUPATIONS for _ in range(row[1])]
    table(cursor, "bench_job", "name text, code text", [(job, occupation_code(job)) for job in jobs])
    table(cursor, "bench_store", "id bigint", list(Store.objects.values_list("pk")))
    birthdays = TouchpointRule.objects.filter(trigger="birthday").values_list("pk", "store", "way", "doer")
    table(cursor, "bench_rule", "id bigint, store_id bigint, way text, doer text", list(birthdays))
    cursor.execute("""
        CREATE TEMP TABLE bench_past (reason bigint, contact bigint, store_id bigint, customer_id bigint,
                                      rule_id bigint, keeper_id bigint, occurrence text, day date,
                                      way text, doer text, state text, closed_at timestamptz) ON COMMIT DROP""")
    goods = [(g.product, g.category, g.measure) for g in GOODS]
    table(cursor, "bench_goods", "product text, category text, measure text", goods)
    cursor.execute("""
        CREATE TEMP TABLE bench_keeper ON COMMIT DROP AS
        SELECT id, store_id, row_number() OVER (PARTITION BY store_id ORDER BY id) - 1 AS n
        FROM stores_staff WHERE role = 'assistant'""")
    cursor.execute("ANALYZE bench_name, bench_place, bench_job, bench_store, bench_rule, bench_goods, bench_keeper")


def person(rng):
    """(name, form of address): half with a given name of the demo's, half with two characters at random."""
    surname = pick(rng, names.SURNAMES)
    generations = [given for both in names.GIVEN.values() for given in both]
    given = rng.choice(rng.choice(generations)) if rng.random() < 0.5 else "".join(rng.choices(GIVEN, k=2))
    return surname + given, surname + rng.choice("姐哥总")


def table(cursor, name, columns, rows):
    """A temporary table of these rows, numbered from 0 in column n."""
    cursor.execute(f"CREATE TEMP TABLE {name} (n bigint, {columns}) ON COMMIT DROP")
    values = "(" + ", ".join(["%s"] * (len(rows[0]) + 1)) + ")"
    for start in range(0, len(rows), 1000):
        part = [(start + n, *row) for n, row in enumerate(rows[start : start + 1000])]
        cursor.execute(
            f"INSERT INTO {name} VALUES " + ", ".join([values] * len(part)), [v for row in part for v in row]
        )


def set_defaults(cursor):
    """Django keeps defaults to itself; the database needs them for columns that fill.sql does not name."""
    cursor.execute(
        """SELECT table_name, column_name, data_type FROM information_schema.columns
           WHERE table_schema = 'public' AND table_name = ANY(%s) AND is_nullable = 'NO'
             AND column_default IS NULL AND is_identity = 'NO'""",
        [TABLES],
    )
    for name, column, kind in cursor.fetchall():
        if kind in LESS_THAN_NOTHING:
            cursor.execute(f"ALTER TABLE {name} ALTER {column} SET DEFAULT {LESS_THAN_NOTHING[kind]}")


def drop_indexes(cursor):
    """Drop what is no constraint, and checks of foreign keys; returns the statements that make the indexes again."""
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    if cursor.fetchone()[0]:
        cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(
        """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)
             AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [TABLES],
    )
    found = cursor.fetchall()
    for name, _definition in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [definition for _name, definition in found]
