"""Finding archives that may be one person, and hearing that they are not (AR-13)."""

from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from customers.matching import LONG_ENOUGH, SLIPS, TAIL
from customers.models import LikelyDuplicate
from dealercrm.lib.errors import Refused
from stores.models import Staff, Store

SAME_TAIL = 50  # archives whose numbers end alike: as many as a store of half a million has
AT_MOST = 10  # archives with one number, or at one door: more is another matter (AR-9)

SORTED = "(SELECT string_agg(c, '' ORDER BY c COLLATE \"C\") FROM unnest(string_to_array({who}.n, NULL)) AS c)"
# The rule of customers/matching.py; `n` is the name without blanks.
NEAR = f"""
    (a.n = b.n OR (a.pinyin = b.pinyin AND a.pinyin <> '')
     OR (length(a.n) = length(b.n) AND translate(a.n, b.n, '') = ''  -- few come to the dearer question
         AND {SORTED.format(who="a")} = {SORTED.format(who="b")})
     OR (greatest(length(a.n), length(b.n)) >= {LONG_ENOUGH} AND CASE length(a.n) - length(b.n)
         WHEN 0 THEN (SELECT count(*) FROM generate_series(1, length(a.n)) i
                      WHERE substr(a.n, i, 1) <> substr(b.n, i, 1)) = 1
         WHEN 1 THEN EXISTS (SELECT FROM generate_series(1, length(a.n)) i
                             WHERE overlay(a.n PLACING '' FROM i FOR 1) = b.n)
         WHEN -1 THEN EXISTS (SELECT FROM generate_series(1, length(b.n)) i
                              WHERE overlay(b.n PLACING '' FROM i FOR 1) = a.n)
         ELSE false END))"""
NEAR_NUMBERS = f"""
    (SELECT count(*) FROM generate_series(1, 11) i
     WHERE substr(a.number, i, 1) <> substr(b.number, i, 1)) BETWEEN 1 AND {SLIPS}"""
REASONS = "ARRAY['phone', 'wechat', 'name', 'tail']"  # the strongest first
SCAN = f"""
WITH person AS MATERIALIZED (
    SELECT c.id, c.store_id, c.pinyin, c.wechat, c.community, c.room, regexp_replace(c.name, '\\s', '', 'g') AS n,
           CASE WHEN c.community <> '' AND c.room <> '' THEN concat_ws('|', c.community, c.building, c.unit, c.room) END
               AS door, nullif(c.address, '') AS address
    FROM customers_customer c
    WHERE (%(store)s::bigint IS NULL OR c.store_id = %(store)s)
      AND c.erased_at IS NULL
), clue AS (  -- what two archives may share
    SELECT p.id, p.store_id, 'phone' AS kind, h.number AS clue, NULL AS number FROM customers_customerphone h
    JOIN person p ON p.id = h.customer_id
    UNION ALL
    SELECT p.id, p.store_id, 'tail', right(h.number, {TAIL}), h.number FROM customers_customerphone h
    JOIN person p ON p.id = h.customer_id WHERE h.number LIKE '1__________'
    UNION ALL SELECT id, store_id, 'wechat', lower(wechat), NULL FROM person WHERE wechat <> ''
    UNION ALL SELECT id, store_id, 'door', door, NULL FROM person WHERE door IS NOT NULL
    UNION ALL SELECT id, store_id, 'address', address, NULL FROM person WHERE address IS NOT NULL
    UNION ALL SELECT id, store_id, 'community', concat_ws('|', community, pinyin), NULL FROM person
    WHERE community <> '' AND pinyin <> ''
), marked AS (  -- eight bytes sort in half the time of the words
    SELECT id, store_id, kind, number, hashtextextended(concat_ws('|', store_id, kind, clue), 0) AS mark FROM clue
), shared AS MATERIALIZED (
    SELECT c.*, p.n, p.pinyin, p.door
    FROM (SELECT *, count(*) OVER (PARTITION BY mark) AS many FROM marked) c
    JOIN person p ON p.id = c.id WHERE c.many BETWEEN 2 AND CASE c.kind WHEN 'tail' THEN {SAME_TAIL} ELSE {AT_MOST} END
), pairs AS (
    SELECT a.store_id, a.id AS first_id, b.id AS second_id,
           CASE WHEN a.kind IN ('phone', 'wechat', 'tail') THEN a.kind ELSE 'name' END AS reason
    FROM shared a JOIN shared b ON b.mark = a.mark AND a.id < b.id
    WHERE CASE a.kind WHEN 'phone' THEN true WHEN 'wechat' THEN true WHEN 'door' THEN {NEAR}
                      WHEN 'tail' THEN {NEAR_NUMBERS} AND {NEAR}
                      WHEN 'address' THEN (a.door IS NULL OR b.door IS NULL) AND {NEAR}
                      ELSE a.door IS NULL OR b.door IS NULL END
), found AS MATERIALIZED (
    SELECT store_id, first_id, second_id, ({REASONS})[min(array_position({REASONS}, reason))] AS reason
    FROM pairs GROUP BY 1, 2, 3
), stale AS (
    DELETE FROM customers_likelyduplicate d
    WHERE d.two_people_at IS NULL AND (%(store)s::bigint IS NULL OR d.store_id = %(store)s)
      AND NOT EXISTS (SELECT FROM found f WHERE (f.first_id, f.second_id) = (d.first_id, d.second_id))
)
INSERT INTO customers_likelyduplicate (first_id, second_id, store_id, reason, found_at)
SELECT first_id, second_id, store_id, reason, now() FROM found
ON CONFLICT (first_id, second_id) DO UPDATE SET reason = excluded.reason
    WHERE customers_likelyduplicate.reason <> excluded.reason"""


def find_duplicates(today: date, store: Store | None = None) -> None:
    """Look through all archives, or a store's: new pairs are noted, those that no longer hold go, and whoever was
    said to be two people stays so. One statement, whatever the number of customers; `today` is the clock's."""
    with connection.cursor() as cursor:
        cursor.execute(SCAN, {"store": store.pk if store else None})


def two_people(pair: LikelyDuplicate, *, by: Staff, now: datetime) -> None:
    """A person who knows says: these are two. Refused where a colleague has decided before."""
    open_pairs = LikelyDuplicate.objects.filter(pk=pair.pk, two_people_at=None)
    if not open_pairs.update(two_people_by=by, two_people_at=now):
        raise Refused(_("A colleague has decided this before you."))
