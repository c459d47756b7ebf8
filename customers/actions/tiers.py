"""Tiers of many customers at once, as sets in SQL (TI-4): tiering.py says the rule, tier_sql.py says it in SQL."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from customers.at_risk import keeping_risks
from customers.models import TierCutoffs, TierScheme
from customers.scoring import PROFIT, scheme_on, signals
from customers.tier_sql import MARGIN, STEPS_OF, Formula, bought, starts, valued, values_of
from customers.tiering import NOBODY, POINT, SHARE, STEPS

LOCK = 7_004_001  # advisory: two nights at once would write the same rows in different orders
TOLD = ("changed", "added", "removed")
# What two drawings are compared by: a night that draws the same writes none.
DRAWN = [field.attname for field in TierCutoffs._meta.concrete_fields if field.name not in ("id", "drawn_at")]


@transaction.atomic
def recompute_tiers(today: date) -> dict[str, int]:
    """Draw the cut-offs anew and tier every old customer; returns {"changed", "added", "removed"} counts.

    A handful of statements whatever the number of customers; run twice on a day, the second writes nothing.
    """
    now, before = _moment(today), newest_cutoffs()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute("DROP TABLE IF EXISTS bought, valued")
        cursor.execute("CREATE TEMP TABLE bought ON COMMIT DROP AS " + bought(only=False))
        drawn = TierCutoffs(codes=list(signals()), drawn_at=timezone.now())
        _draw_steps(cursor, drawn)
        asked: dict[str, Any] = {"today": today, "now": now} | values_of(drawn)
        cursor.execute("CREATE TEMP TABLE valued ON COMMIT DROP AS " + valued(drawn.codes, only=False), asked)
        cursor.execute("ANALYZE valued")
        draw_starts(cursor, drawn, scheme_on(today), "SELECT * FROM valued")
        if before is None or any(getattr(drawn, name) != getattr(before, name) for name in DRAWN):
            drawn.save()
        else:
            drawn = before
        statement = Formula(drawn).write("SELECT * FROM valued", before or drawn, only=False)
        cursor.execute(statement, {**asked, "cutoffs": drawn.pk, "at": min(now, timezone.now())})
        return dict(zip(TOLD, cursor.fetchone(), strict=True))


def retier(customer_ids: list[int], *, today: date, draw: bool = True) -> None:
    """Tier these customers after a fact, by the cut-offs of the last night, and say whether they are at risk: two
    statements. The first ever draws them, unless that is left to the night."""
    cutoffs = newest_cutoffs()
    if cutoffs is None:
        if draw:
            recompute_tiers(today)
        return
    now = _moment(today)
    asked: dict[str, Any] = {"today": today, "now": now, "at": min(now, timezone.now()), "cutoffs": cutoffs.pk}
    source = valued(cutoffs.codes, only=True)
    statement = Formula(cutoffs).write(source, cutoffs, bought=bought(only=True), only=True)
    risks, of_risks = keeping_risks(list(customer_ids), today)
    with connection.cursor() as cursor:  # sent as one
        cursor.execute(f"{statement}; {risks}", asked | of_risks | values_of(cutoffs))


def newest_cutoffs() -> TierCutoffs | None:
    """Those of the last night, by which all tiers stand."""
    found = TierCutoffs.objects.order_by("-drawn_at", "-pk").first()
    return found if found and found.codes and set(found.codes) <= signals().keys() else None


def draw_starts(cursor: CursorWrapper, drawn: TierCutoffs, scheme: TierScheme, source: str) -> None:
    """Who weighs what by the scheme, and where the tiers begin among the rows of `source`."""
    drawn.scheme = scheme if scheme.pk else None
    drawn.weights = [scheme.weights.get(code, 0) for code in drawn.codes]
    if not drawn.silent:
        counts = ", ".join(f"count(v.values[{n}])" for n in range(1, len(drawn.codes) + 1))
        cursor.execute(f"SELECT {counts} FROM ({source}) v")
        drawn.silent = [code for code, many in zip(drawn.codes, cursor.fetchone(), strict=True) if not many]
    levels = [*scheme.level_cuts, 0, 0][:3]
    found: dict[int, list] = {}
    if SHARE in (scheme.letters_by, scheme.levels_by):
        shares = zip(scheme.letter_cuts, levels, strict=True)
        cursor.execute(starts(Formula(drawn).scored(source), shares))
        found = {row[0]: [NOBODY if start is None else start for start in row[1:]] for row in cursor.fetchall()}
    nobody = [NOBODY] * 3
    by_share, levels_by_share = found.get(0, nobody), found.get(1, nobody)[: scheme.levels - 1]
    letters = by_share if scheme.letters_by == SHARE else [cut * POINT for cut in scheme.letter_cuts]
    drawn.a_from, drawn.b_from, drawn.c_from = letters
    drawn.levels_from = levels_by_share if scheme.levels_by == SHARE else [cut * POINT for cut in scheme.level_cuts]


def _draw_steps(cursor: CursorWrapper, drawn: TierCutoffs) -> None:
    """From which sums on somebody bought more than so many percent, and who brings most of the profit."""
    cursor.execute(MARGIN)
    drawn.margin = cursor.fetchone()[0]
    amounts = {"value_steps": "b.spent"} | ({"profit_steps": PROFIT.format(b="b")} if drawn.margin else {})
    for name, amount in amounts.items():
        cursor.execute(STEPS_OF.format(amount=amount), {"margin": drawn.margin})
        rows = {row[0]: row[1:] for row in cursor.fetchall()}
        steps, start = [], NOBODY
        for step in range(STEPS, 0, -1):
            start = rows[step][0] if step in rows else start
            steps.append(start)
        setattr(drawn, name, steps[::-1] if rows else [])
        drawn.most_from = min((row[1] for row in rows.values() if row[1] is not None), default=None)
        drawn.most_people = max((row[2] or 0 for row in rows.values()), default=0)
        drawn.people = max((row[3] for row in rows.values()), default=0)


def _moment(today: date) -> datetime:
    """What counts in days is asked as of the end of the day, so that a night and a fact of one day agree."""
    return timezone.make_aware(datetime.combine(today, datetime.max.time()))
