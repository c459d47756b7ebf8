"""No day fuller than one person can do: of lists that are too full, contacts go to other days of their time (TP-6)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.timezone import get_current_timezone_name

from campaigns.arranging import WEEK, Job, gap_of, level
from campaigns.crowded import STAYS_WITHIN
from campaigns.schedule import Span
from stores.models import Role, Store

# Whose list a contact stands on: a person's; else, as 0 and -1, customer care's and of those without a keeper.
NOBODY = -1
LIST = "coalesce(c.assignee_id, CASE c.doer WHEN 'care' THEN 0 ELSE -1 END)"
STAYS = """(c.is_fixed OR c."on" <= %(near)s AND c.id <= %(newest)s)"""
OF_THESE = f"""AND {LIST} IN (SELECT {LIST} FROM campaigns_contact c
    WHERE c.store_id = %(store)s AND c.state = 'planned' AND (
        c.customer_id = ANY(%(customers)s) OR {LIST} = ANY(%(before)s::bigint[])))"""
PLACE = f"""CASE WHEN {STAYS} THEN c."on" ELSE c.wanted_on END"""
ROOM = """CASE WHEN c.assignee_id IS NULL AND c.doer = 'care' THEN greatest(%(carers)s, 1) ELSE 1 END
          * coalesce((SELECT s.contacts_a_day FROM stores_staff s WHERE s.id = c.assignee_id), %(room)s)"""
# Days too full as they are wanted, and all that lies within a week of them or was put aside before; of other days
# only how full they are.
FETCH = f"""
WITH mine AS MATERIALIZED (
    SELECT c.*, {LIST} AS list, {PLACE} AS place FROM campaigns_contact c
    WHERE c.store_id = %(store)s AND c.state = 'planned' {{lists}}
), too_full AS MATERIALIZED (
    SELECT c.list, c.place, {ROOM} AS room FROM mine c
    GROUP BY c.list, c.place, c.assignee_id, c.doer HAVING count(*) > {ROOM}
), looked_at AS MATERIALIZED (
    SELECT c.*, (SELECT max(f.room) FROM too_full f WHERE f.list = c.list AND f.place BETWEEN c.place - {WEEK}
                 AND c.place + {WEEK}) AS room
    FROM mine c
)
SELECT c.list, c.place, c.room, count(*), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM looked_at c WHERE c.room IS NULL AND c.list IN (SELECT list FROM too_full)
GROUP BY c.list, c.place, c.room
UNION ALL
SELECT c.list, c.place, c.room, NULL, c.id, c."on", {STAYS}, c.counts, c.earliest, c.expires_on, c.priority,
       c.customer_id, c.household
FROM looked_at c WHERE c.room IS NOT NULL OR c.place <> c."on"
ORDER BY 1, 11 DESC, 2, 12"""
NEIGHBOURS = f"""
SELECT c.household, c.id, c.counts,
       CASE WHEN c.state = 'done' THEN (c.closed_at AT TIME ZONE %(zone)s)::date ELSE {PLACE} END
FROM campaigns_contact c
WHERE c.household = ANY(%(households)s) AND (c.state = 'planned' OR c.state = 'done' AND c.closed_at >= %(lately)s)"""
PUT = """
UPDATE campaigns_contact t SET "on" = n.day FROM unnest(%s::bigint[], %s::date[]) AS n(id, day) WHERE t.id = n.id"""


class Row(NamedTuple):
    """A contact of a list; or, without a number, how many lie on a day."""

    list: int
    place: date
    room: int | None
    how_many: int | None
    id: int | None
    on: date | None
    stays: bool | None
    counts: bool | None
    earliest: date | None
    latest: date | None
    priority: int | None
    customer: int | None
    household: int | None


def level_lists(
    cursor: Any, store: Store, span: Span, values: dict[str, Any], quiet_days: frozenset[date], *, newest: int,
    before: list[int] | None,
) -> None:
    """Level every list of the store, or those on which the chosen customers stand or stood `before`."""
    asked = values | {
        "near": span.today + timedelta(days=STAYS_WITHIN), "newest": newest, "room": store.contacts_a_day,
        "lately": span.today - timedelta(days=WEEK), "zone": get_current_timezone_name(),
        "carers": store.staff.active().filter(role=Role.CARE).count(), "before": before or [],
    }  # fmt: skip
    cursor.execute(FETCH.format(lists=OF_THESE if values["customers"] is not None else ""), asked)
    rows = [Row(*row) for row in cursor]
    households = sorted({row.household for row in rows if row.household and row.room is not None and not row.stays})
    neighbours = defaultdict(list)
    if households:
        cursor.execute(NEIGHBOURS, asked | {"households": households})
        for household, *other in cursor:
            neighbours[household].append(other)
    put, quiet = [], {day.toordinal() for day in quiet_days}
    for _list, those in groupby(rows, lambda row: row.list):
        put += levelled(list(those), neighbours, span.today, gap_of(store.contacts_a_week), quiet)
    if put:
        cursor.execute(PUT, [list(column) for column in zip(*put, strict=True)])


def levelled(
    rows: list[Row], neighbours: dict[int, list[list[Any]]], today: date, gap: int, quiet: set[int]
) -> Iterator[tuple[int, date]]:
    """(contact, its new day) of those on one list that are to lie elsewhere than they do."""
    load = Counter({row.place.toordinal(): row.how_many for row in rows if row.id is None})
    jobs = [row for row in rows if row.id and row.room is not None]
    days = [row.place for row in rows if row.id and row.room is None]
    others = [row for row in rows if row.id and row.room is None]
    if jobs:
        found = [_job(row, neighbours[row.household], today, gap, quiet) for row in jobs]
        days += map(date.fromordinal, level(found, room=jobs[0].room, load=load))
    return ((row.id, day) for row, day in zip([*others, *jobs], days, strict=True) if row.on != day)


def _job(row: Row, neighbours: list[list[Any]], today: date, gap: int, quiet: set[int]) -> Job:
    """Between two contacts of a household each may go half of what is free: then both may go at once."""
    place = row.place.toordinal()
    if row.stays:
        return Job((place,), place)
    first, last = min(place, max(row.earliest, today).toordinal()), max(place, row.latest.toordinal())
    for number, counts, on in neighbours:
        if number == row.id:
            continue
        away = on.toordinal() - place
        free = max(0, abs(away) - (gap if counts and row.counts else 1)) // 2
        if away > 0:
            last = min(last, place + free)
        else:
            first = max(first, place - free)
    days = range(first, last + 1)
    if row.counts:
        days = [day for day in days if day == place or day not in quiet]
    return Job(sorted(days, key=lambda day: (abs(day - place), day)))
