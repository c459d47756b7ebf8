"""Everything there is to measure, in one run."""

from django.utils import timezone

from benchmarks import nights, pages
from benchmarks.filling import make
from benchmarks.nights import sql
from benchmarks.tuned import DAYS
from campaigns.planning import plan_all

NIGHTS = 3


def run(customers, *, only=None, rounds=25):
    """Fill the database where it is missing, then measure; returns the Pairs that were run."""
    if seconds := make(customers):
        print(f"filled {customers:,} customers in {seconds:.0f} s")
    today = timezone.localdate()
    sql(DAYS, "ANALYZE bench_days")
    found = []
    if only != "pages":
        found += nights.pairs(today, NIGHTS)
    else:
        plan_all(today=today)
    sql("VACUUM ANALYZE")
    if only != "nights":
        for pair in pages.pairs():
            pair.rounds = rounds
            found.append(pair.run())
    return found
