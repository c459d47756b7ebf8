"""The households in which reasons fall together: fetched at one go, arranged (campaigns.arranging), written as sets."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from campaigns.arranging import WEEK, Pin, Reason, arrange, everyday, gap_of
from campaigns.good_hours import WISH, good_hours
from campaigns.schedule import Span
from dealercrm.lib.hours import read_hours
from stores.models import Store

STAYS_WITHIN = 3  # days: a contact as near as that does not move by itself
STRENGTH = {"visit": 4, "call": 3, "shop": 2, "wechat": 1}  # the way of a shared contact: the strongest of its reasons
CAP, SILENCE_DAY = "cap", "silence_day"

FETCH = f"""
WITH live AS MATERIALIZED (
    SELECT t.*, c.leading_id, c."on", c.wanted_on AS arranged_on
    FROM campaigns_touchpoint t LEFT JOIN campaigns_contact c ON c.id = t.contact_id
    WHERE t.store_id = %(store)s AND t.rule_id IS NOT NULL {{chosen}}
      AND (t.state = 'planned' AND NOT coalesce(c.is_fixed, false) OR t.state = 'dropped' AND t.latest >= %(today)s)
), pin AS MATERIALIZED (
    SELECT t.id, t.household, t.leading_id, t.counts, t.state = 'planned' AS is_open,
           CASE WHEN t.state = 'planned' THEN t."on" ELSE (t.closed_at AT TIME ZONE %(zone)s)::date END AS day
    FROM campaigns_contact t
    WHERE t.store_id = %(store)s {{chosen}}
      AND (t.state = 'planned' AND t.is_fixed OR t.closed_at >= %(lately)s AND t.state = 'done' AND t.counts)
), apart AS (
    SELECT household, day - lag(day) OVER (PARTITION BY household ORDER BY day) AS days
    FROM (SELECT household, wanted_on AS day FROM live UNION ALL SELECT household, day FROM pin) near
), crowded AS MATERIALIZED (
    SELECT household FROM apart WHERE days < {WEEK}
    UNION SELECT household FROM live
    WHERE state = 'dropped' OR leading_id <> id OR arranged_on <> wanted_on
       OR nature <> 'service' AND wanted_on = ANY(%(silence)s::date[])
    UNION SELECT live.household FROM live JOIN customers_customer c ON c.id = live.customer_id
    WHERE {WISH} = ANY(%(choosy)s)
)
SELECT w.household, w.id, w.wanted_on, w.earliest, w.latest, w.priority, w.nature <> 'service', w.state, w.why,
       w.gave_way_to_id, w.contact_id, w.leading_id, w."on", w.customer_id, r.way, r.doer,
       CASE WHEN r.doer = 'keeper' THEN k.id END, {WISH}
FROM live w JOIN crowded USING (household) JOIN campaigns_touchpointrule r ON r.id = w.rule_id
JOIN customers_customer c ON c.id = w.customer_id LEFT JOIN stores_staff k ON k.id = c.keeper_id AND k.is_active
ORDER BY w.household, w.customer_id, w.rule_id, w.occurrence, w.person"""
PINS = """
SELECT t.household, t.id, t.leading_id, t.counts, t.state = 'planned',
       CASE WHEN t.state = 'planned' THEN t."on" ELSE (t.closed_at AT TIME ZONE %(zone)s)::date END
FROM campaigns_contact t
WHERE t.household = ANY(%(households)s) AND (t.state = 'planned' AND t.is_fixed OR t.state = 'done' AND t.counts
                                             AND t.closed_at >= %(lately)s)
ORDER BY t.household, t.id"""
SETTLE = """
UPDATE campaigns_touchpoint t SET state = n.state, contact_id = n.contact, why = n.why, gave_way_to_id = n.gave_way
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::bigint[]) AS n(id, state, contact, why, gave_way)
WHERE t.id = n.id"""
FIELDS = {
    "leading_id": "bigint", "customer_id": "bigint", "household": "bigint", "assignee_id": "bigint", "way": "text",
    "doer": "text", "wanted_on": "date", '"on"': "date", "earliest": "date", "expires_on": "date", "from_hour": "int",
    "to_hour": "int", "priority": "int", "counts": "bool",
}  # fmt: skip
COLUMNS = ", ".join(FIELDS)
ROWS = ", ".join(f"%s::{kind}[]" for kind in ("bigint", *FIELDS.values()))
SET = ", ".join(f"{name} = n.{name}" for name in FIELDS if name != '"on"')
OLD, NEW = (", ".join(f"{row}.{name}" for name in FIELDS if name != '"on"') for row in "tn")
# Where its household wants it on the same day as before, it stays where the lists were levelled.
CHANGE = f"""
UPDATE campaigns_contact t SET {SET}, "on" = CASE WHEN t.wanted_on = n.wanted_on THEN t."on" ELSE n."on" END
FROM unnest({ROWS}) AS n(id, {COLUMNS}) WHERE t.id = n.id AND ({OLD}) IS DISTINCT FROM ({NEW})"""
ADD = f"""
INSERT INTO campaigns_contact (store_id, state, is_fixed, closed_why, id, {COLUMNS})
SELECT %s, 'planned', false, '', n.* FROM unnest({ROWS}) AS n(id, {COLUMNS})"""


class Row(NamedTuple):
    """A reason of a crowded household, as it is arranged now."""

    household: int
    id: int
    wanted_on: date
    earliest: date
    latest: date
    priority: int
    counts: bool
    state: str
    why: str
    gave_way_to: int | None
    contact: int | None
    leading: int | None
    on: date | None
    customer: int
    way: str
    doer: str
    assignee: int | None
    wish: str


class PinRow(NamedTuple):
    household: int
    contact: int
    leading: int | None
    counts: bool
    is_open: bool
    day: date


class Results:
    """What is to be written, in columns."""

    def __init__(self) -> None:
        self.settled: list[tuple[Any, ...]] = []
        self.changed: list[tuple[Any, ...]] = []
        self.added: list[list[Any]] = []


def arrange_crowded(
    cursor: Any, store: Store, span: Span, values: dict[str, Any], quiet_days: frozenset[date], *, chosen: str,
    newest: int,
) -> None:  # fmt: skip
    """Arrange the store's crowded households, or those among the chosen customers. `newest`: the last contact there was
    before this run; what came with it may still be put anywhere."""
    lately = span.today - timedelta(days=WEEK)
    asked = values | {"silence": sorted(quiet_days), "lately": lately}
    cursor.execute(FETCH.format(chosen=chosen), asked)
    rows = [Row(*row) for row in cursor]
    if not rows:
        return
    cursor.execute(PINS, asked | {"households": sorted({row.household for row in rows})})
    pins = {household: list(those) for household, those in groupby(map(PinRow._make, cursor), lambda pin: pin[0])}
    results, gap = Results(), gap_of(store.contacts_a_week)
    calling, quiet = read_hours(store.calling_hours), {day.toordinal() for day in quiet_days}
    for household, those in groupby(rows, lambda row: row.household):
        _arrange(results, list(those), pins.get(household, []), span.today, gap, quiet, calling, newest)
    _write(cursor, store, results)


def _arrange(
    results: Results, rows: list[Row], pins: list[PinRow], today: date, gap: int, quiet: set[int], calling: Any,
    newest: int,
) -> None:  # fmt: skip
    near = today + timedelta(days=STAYS_WITHIN)
    days = frozenset().union(*(good_hours(row.wish).days for row in rows))
    found = arrange(
        [_reason(row, near, newest) for row in rows],
        [Pin(pin.day.toordinal(), pin.counts, pin.is_open) for pin in pins],
        gap=gap,
        today=today.toordinal(),
        allowed=lambda day: day not in quiet,
        liked=(lambda day: (day - 1) % WEEK in days) if days else everyday,
    )
    leaders = {pin.day.toordinal(): pin.leading for pin in pins}
    for place, those in found.joined.items():
        for n in those:
            _settle(results, rows[n], "planned", pins[place].contact)
    used: set[int | None] = set()
    for day, those in sorted(found.days.items()):
        lead = rows[those[0]]
        leaders[day] = lead.id
        members = [rows[n] for n in those]
        own = {row.id for row in members}
        kept = next((row for row in members if row.contact and row.leading in own and row.contact not in used), None)
        contact = _contact(lead, members, date.fromordinal(day), calling)
        if kept:
            used.add(kept.contact)
            results.changed.append((kept.contact, *contact))
            for row in members:
                _settle(results, row, "planned", kept.contact)
        else:
            results.added.append([members, contact])
    for n, rival in found.dropped.items():
        why = SILENCE_DAY if rival is None else CAP
        _settle(results, rows[n], "dropped", None, why, leaders.get(rival) if rival is not None else None)


def _reason(row: Row, near: date, newest: int) -> Reason:
    is_held = row.contact and row.contact <= newest and row.on <= near and row.earliest <= row.on <= row.latest
    return Reason(
        row.wanted_on.toordinal(), row.earliest.toordinal(), row.latest.toordinal(), row.priority, row.counts,
        STRENGTH.get(row.way, 0), row.on.toordinal() if is_held else None,
    )  # fmt: skip


def _contact(lead: Row, members: list[Row], day: date, calling: Any) -> tuple[Any, ...]:
    """The COLUMNS of a contact with these reasons."""
    hours = good_hours(lead.wish).in_store_hours(calling) or (None, None)
    return (
        lead.id, lead.customer, lead.household, lead.assignee, lead.way, lead.doer, day, day,
        min(day, max(row.earliest for row in members)), min(row.latest for row in members), *hours,
        max(row.priority for row in members), any(row.counts for row in members),
    )  # fmt: skip


def _settle(
    results: Results, row: Row, state: str, contact: int | None, why: str = "", rival: int | None = None
) -> None:
    if (row.state, row.contact, row.why, row.gave_way_to) != (state, contact, why, rival):
        results.settled.append((row.id, state, contact, why, rival))


def _write(cursor: Any, store: Store, results: Results) -> None:
    if results.added:
        cursor.execute("SELECT nextval('campaigns_contact_id_seq') FROM generate_series(1, %s)", [len(results.added)])
        new = []
        for (number,), (members, contact) in zip(cursor.fetchall(), results.added, strict=True):
            new.append((number, *contact))
            for row in members:
                _settle(results, row, "planned", number)
        cursor.execute(ADD, [store.pk, *_columns(new)])
    if results.changed:
        cursor.execute(CHANGE, _columns(results.changed))
    if results.settled:
        cursor.execute(SETTLE, _columns(results.settled))


def _columns(rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]
