"""Everything there is to measure, in one run."""

from django.db import connection
from django.utils import timezone

from benchmarks import exports, messages, nights, pages
from benchmarks.filling import make
from benchmarks.nights import sql
from benchmarks.tuned import DAYS
from campaigns.planning import plan_all

NIGHTS = 3
# A day with work in it: a dozen of everybody's contacts put off to today.
FULL_DAY = """
    UPDATE campaigns_contact SET "on" = %s, expires_on = %s, is_fixed = true WHERE id IN (
        SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY assignee_id ORDER BY id) AS n
                        FROM campaigns_contact WHERE state = 'planned' AND assignee_id IS NOT NULL) AS t
        WHERE n <= 12)"""


def run(customers, *, only=None, rounds=25):
    """Fill the database where it is missing, then measure; returns the Pairs that were run."""
    if seconds := make(customers):
        print(f"filled {customers:,} customers in {seconds:.0f} s")
    if only == "exports":
        return list(exports.pairs(customers))
    if only == "messages":
        return list(messages.pairs(NIGHTS))
    today = timezone.localdate()
    sql(DAYS, "ANALYZE bench_days")
    found = []
    if only != "pages":
        found += nights.pairs(today, NIGHTS)
    else:
        plan_all(today=today)
    with connection.cursor() as cursor:
        cursor.execute(FULL_DAY, [today, today])
    sql("VACUUM ANALYZE")
    if only != "nights":
        for pair in pages.pairs():
            pair.rounds = rounds
            found.append(pair.run())
    return found + ([*messages.pairs(NIGHTS), *exports.pairs(customers)] if only is None else [])
