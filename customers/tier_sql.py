"""The SQL of the tiers: what each customer's signals say, what they come to, and which tier that is.

Whoever looks at a draft of a scheme runs the same over the values of the last night (customers.tier_preview).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from customers.models import TierCutoffs
from customers.querysets import standing_sql
from customers.scoring import PROFIT, signals
from customers.tiering import IMPORTANCE, LETTERS, POINT, STEPS, URGENCY, Signal

MOST = 80  # percent of the gross profit: they come from few

BOUGHT = f"""
    SELECT o.customer_id, c.store_id, round(sum(o.amount))::bigint AS spent, count(*)::int AS orders,
           max(o.signed_on) AS last_signed_on, coalesce(sum(o.gross_profit), 0) AS profit_known,
           coalesce(sum(o.amount) FILTER (WHERE o.gross_profit IS NOT NULL), 0) AS profit_known_of,
           coalesce(sum(o.amount) FILTER (WHERE o.gross_profit IS NULL), 0) AS profit_unknown_of
    FROM customers_order o JOIN customers_customer c ON c.id = o.customer_id
    WHERE {standing_sql("o")} AND c.customer_since IS NOT NULL {{only}}
    GROUP BY o.customer_id, c.store_id"""
MARGIN = """
    SELECT round(sum(profit_known) / nullif(sum(profit_known_of), 0), 6) FROM bought"""
# A histogram instead of sorting everybody by ntile(): a quarter of the time, and equal sums stay together.
STEPS_OF = f"""
    WITH sums AS (SELECT {{amount}} AS amount, count(*) AS people, sum({{amount}}) AS came FROM bought b GROUP BY 1),
         ranked AS (SELECT amount, sum(people) OVER more AS people, sum(people) OVER more - people AS above,
                           sum(came) OVER more - came AS came_above, sum(people) OVER () AS everybody,
                           sum(came) OVER () AS whole
                    FROM sums WINDOW more AS (ORDER BY amount DESC))
    SELECT ({STEPS} - floor(above * {STEPS} / everybody))::int AS step, min(amount),
           min(amount) FILTER (WHERE came_above * 100 < whole * {MOST}),
           max(people) FILTER (WHERE came_above * 100 < whole * {MOST}), max(everybody)
    FROM ranked WHERE amount > 0 GROUP BY 1"""
STARTS = """
    WITH sums AS (SELECT grouping(importance) AS of_level, coalesce(importance, urgency) AS score, count(*) AS people
                  FROM ({scored}) s GROUP BY GROUPING SETS ((importance), (urgency))),
         ranked AS (SELECT of_level, score, sum(people) OVER (PARTITION BY of_level) AS everybody,
                           sum(people) OVER (PARTITION BY of_level ORDER BY score DESC) - people AS above
                    FROM sums)
    SELECT of_level, {shares} FROM ranked WHERE score > 0 GROUP BY of_level"""
COLUMNS = (
    "store_id", "letter", "level", "spent", "profit", "orders", "last_signed_on", "importance", "urgency", "values",
    "is_dissatisfied", "by_hand",
)  # fmt: skip
NAMED, OURS, THEIRS, ANEW = (
    ", ".join(f'{table}"{column}"' for column in COLUMNS) for table in ("", "t.", "n.", "excluded.")
)
# One statement: what moves is told by the rows as they were. A row that stays as it is costs a comparison, no write.
WRITE = f"""
    WITH {{before}} n AS MATERIALIZED ({{tiered}}),
    moved AS (
        INSERT INTO customers_tiermove (customer_id, store_id, from_tier, to_tier, at, cutoffs_id, cause, importance,
                                        urgency, parts_before, parts)
        SELECT n.customer_id, n.store_id, t.letter || t.level, n.letter || n.level, %(at)s, %(cutoffs)s,
               CASE WHEN n.by_hand THEN 'hand' WHEN t.by_hand THEN 'ended' ELSE '' END, n.importance, n.urgency,
               {{parts_before}}, {{parts}}
        FROM n JOIN customers_customertier t ON t.customer_id = n.customer_id
        WHERE (t.letter, t.level) <> (n.letter, n.level)),
    changed AS (
        UPDATE customers_customertier t SET ({NAMED}) = ROW({THEIRS}) FROM n
        WHERE t.customer_id = n.customer_id AND ({OURS}) IS DISTINCT FROM ({THEIRS})
        RETURNING 1),
    added AS (
        INSERT INTO customers_customertier (customer_id, {NAMED})
        SELECT n.customer_id, {THEIRS} FROM n
        WHERE NOT EXISTS (SELECT FROM customers_customertier t WHERE t.customer_id = n.customer_id)
        ON CONFLICT (customer_id) DO UPDATE SET ({NAMED}) = ROW({ANEW})
        RETURNING 1),
    removed AS (
        DELETE FROM customers_customertier t
        WHERE NOT EXISTS (SELECT FROM n WHERE n.customer_id = t.customer_id) {{of_these}}
        RETURNING 1)
    SELECT (SELECT count(*) FROM changed) AS changed, (SELECT count(*) FROM added) AS added,
           (SELECT count(*) FROM removed) AS removed"""
ONLY = " AND {key} = ANY(%(ids)s)"


def bought(*, only: bool) -> str:
    """What each old customer bought; `only` those of %(ids)s."""
    return BOUGHT.format(only=ONLY.format(key="o.customer_id") if only else "")


def valued(codes: Iterable[str], *, only: bool) -> str:
    """Over `bought`: what the signals say of each customer, in the order of `codes`."""
    told, joins = [], []
    for n, signal in enumerate(signals()[code] for code in codes):
        told.append(signal.of_purchases or f"s{n}.value")
        if not signal.of_purchases:
            sql = signal.sql.format(only=ONLY.format(key=signal.key) if only else "")
            joins.append(f"LEFT JOIN ({sql}) s{n} ON s{n}.customer_id = b.customer_id")
    return f"""
        SELECT b.customer_id, b.store_id, b.spent, {PROFIT.format(b="b")} AS profit, b.orders, b.last_signed_on,
               ARRAY[{", ".join(told)}]::smallint[] AS values
        FROM bought b {" ".join(joins)}"""


@dataclass(frozen=True)
class Formula:
    """What scores and tiers come to by one TierCutoffs, saved or a draft. All figures in it are whole numbers."""

    cutoffs: TierCutoffs

    @property
    def weights(self) -> dict[str, int]:
        """Without the signals that say nothing of anybody: theirs are shared out by not being there."""
        told = zip(self.cutoffs.codes, self.cutoffs.weights, strict=True)
        return {code: 0 if code in self.cutoffs.silent else weight for code, weight in told}

    def parts(self, values: str, codes: Iterable[str] | None = None) -> list[str]:
        """An expression for each of `codes`, over the array `values` that is in the order of the cut-offs."""
        weights, places = self.weights, {code: n for n, code in enumerate(self.cutoffs.codes, 1)}
        whole = {side: sum(weights[code] for code in places if signals()[code].side == side) for side in self._sides}
        return [
            _part(signals()[code], f"{values}[{places[code]}]", weights[code], whole[signals()[code].side])
            if weights.get(code)
            else "0"
            for code in codes or self.cutoffs.codes
        ]

    def scored(self, source: str) -> str:
        """`source` gives rows with values."""
        sides = {side: [] for side in self._sides}
        for code, part in zip(self.cutoffs.codes, self.parts("v.values"), strict=True):
            sides[signals()[code].side].append(part)
        told = ", ".join(f"({' + '.join(parts)})::smallint AS {side}" for side, parts in sides.items())
        return f"SELECT v.*, {told} FROM ({source}) v"

    def tiered(self, source: str) -> str:
        """Set by hand wins while it lasts."""
        cutoffs, unhappy = self.cutoffs, [signal for signal in signals().values() if signal.dissatisfied_below]
        starts = dict(zip(LETTERS, (cutoffs.a_from, cutoffs.b_from, cutoffs.c_from), strict=False))
        letter = " ".join(f"WHEN importance >= {start} THEN '{letter}'" for letter, start in starts.items())
        level = " ".join(f"WHEN urgency >= {start} THEN {n}" for n, start in enumerate(cutoffs.levels_from, 1))
        last = len(cutoffs.levels_from) + 1
        dissatisfied = " OR ".join(
            f"coalesce(s.values[{cutoffs.codes.index(signal.code) + 1}] < {signal.dissatisfied_below}, false)"
            for signal in unhappy
            if signal.code in cutoffs.codes
        )
        return f"""
            SELECT s.*, coalesce(o.letter, CASE {letter} ELSE 'D' END) AS letter,
                   (CASE WHEN o.id IS NOT NULL THEN least(o.level, {last}) {level} ELSE {last} END)::smallint
                       AS level,
                   {dissatisfied or "false"} AS is_dissatisfied, o.id IS NOT NULL AS by_hand
            FROM ({self.scored(source)}) s
            LEFT JOIN customers_tieroverride o
              ON o.customer_id = s.customer_id AND o.ended_at IS NULL AND o.until >= %(today)s"""

    def write(self, source: str, before: TierCutoffs, *, bought: str = "", only: bool) -> str:
        """Every move, change, new and lost tier; `before` are the cut-offs the rows stand by."""
        return WRITE.format(
            before=f"bought AS ({bought}), " if bought else "",
            tiered=self.tiered(source),
            parts_before=_array(Formula(before).parts("t.values", self.cutoffs.codes)),
            parts=_array(self.parts("n.values")),
            of_these=ONLY.format(key="t.customer_id") if only else "",
        )

    _sides = (IMPORTANCE, URGENCY)


def starts(scored: str, shares: Iterable[tuple[int, int]]) -> str:
    """The scores from which each of three letters and of the levels begin, by their shares."""
    told = (
        f"min(score) FILTER (WHERE above * 100 < CASE of_level WHEN 1 THEN {level} ELSE {letter} END * everybody)"
        for letter, level in shares
    )
    return STARTS.format(scored=scored, shares=", ".join(told))


def _part(signal: Signal, value: str, weight: int, whole: int) -> str:
    return f"({2 * POINT * weight} * coalesce({value}, {signal.unknown})::int + {whole}) / {2 * whole}"


def _array(parts: list[str]) -> str:
    return f"ARRAY[{', '.join(parts)}]::smallint[]"


def values_of(cutoffs: TierCutoffs) -> dict[str, Any]:
    """What the expressions of the purchases ask for."""
    return {"value_steps": cutoffs.value_steps, "profit_steps": cutoffs.profit_steps, "margin": cutoffs.margin}
