"""Finding archives that may be one person, and hearing that they are not (AR-13)."""

from django.db import connection
from django.utils.translation import gettext as _

from customers.likeness import LONG_ENOUGH
from customers.models import LikelyDuplicate
from dealercrm.lib.errors import Refused

AT_MOST = 10  # archives with one number, or at one door: more is another matter (AR-9)

SORTED = "(SELECT string_agg(c, '' ORDER BY c COLLATE \"C\") FROM unnest(string_to_array({who}.n, NULL)) AS c)"
# The rule of customers/likeness.py; `n` is the name without blanks.
NEAR = f"""
    (a.n = b.n OR (a.pinyin = b.pinyin AND a.pinyin <> '')
     OR (length(a.n) = length(b.n) AND {SORTED.format(who="a")} = {SORTED.format(who="b")})
     OR (greatest(length(a.n), length(b.n)) >= {LONG_ENOUGH} AND CASE length(a.n) - length(b.n)
         WHEN 0 THEN (SELECT count(*) FROM generate_series(1, length(a.n)) i
                      WHERE substr(a.n, i, 1) <> substr(b.n, i, 1)) = 1
         WHEN 1 THEN EXISTS (SELECT FROM generate_series(1, length(a.n)) i
                             WHERE overlay(a.n PLACING '' FROM i FOR 1) = b.n)
         WHEN -1 THEN EXISTS (SELECT FROM generate_series(1, length(b.n)) i
                              WHERE overlay(b.n PLACING '' FROM i FOR 1) = a.n)
         ELSE false END))"""
SCAN = f"""
WITH person AS MATERIALIZED (
    SELECT c.id, c.store_id, c.pinyin, c.community, c.room, regexp_replace(c.name, '\\s', '', 'g') AS n,
           CASE WHEN c.community <> '' AND c.room <> '' THEN concat_ws('|', c.community, c.building, c.unit, c.room) END
               AS door, nullif(c.address, '') AS address
    FROM customers_customer c
    WHERE (%(store)s::bigint IS NULL OR c.store_id = %(store)s)
      AND NOT EXISTS (SELECT FROM customers_erasure e WHERE e.customer_id = c.id)
), clue AS (  -- what two archives may share
    SELECT p.id, p.store_id, 'phone' AS kind, h.number AS clue FROM customers_customerphone h
    JOIN person p ON p.id = h.customer_id
    UNION ALL SELECT id, store_id, 'door', door FROM person WHERE door IS NOT NULL
    UNION ALL SELECT id, store_id, 'address', address FROM person WHERE address IS NOT NULL
    UNION ALL SELECT id, store_id, 'community', concat_ws('|', community, pinyin) FROM person
    WHERE community <> '' AND pinyin <> ''
), shared AS MATERIALIZED (
    SELECT c.*, p.n, p.pinyin, p.door
    FROM (SELECT *, count(*) OVER (PARTITION BY store_id, kind, clue) AS many FROM clue) c
    JOIN person p ON p.id = c.id WHERE c.many BETWEEN 2 AND {AT_MOST}
), pairs AS (
    SELECT a.store_id, a.id AS first_id, b.id AS second_id,
           CASE a.kind WHEN 'phone' THEN 'phone' ELSE 'name' END AS reason
    FROM shared a JOIN shared b ON (b.store_id, b.kind, b.clue) = (a.store_id, a.kind, a.clue) AND a.id < b.id
    WHERE CASE a.kind WHEN 'phone' THEN true WHEN 'door' THEN {NEAR}
                      WHEN 'address' THEN (a.door IS NULL OR b.door IS NULL) AND {NEAR}
                      ELSE a.door IS NULL OR b.door IS NULL END
), found AS MATERIALIZED (
    SELECT store_id, first_id, second_id, max(reason) AS reason  -- 'phone' comes after 'name'
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


def find_duplicates(today, store=None):
    """Look through all archives, or a store's: new pairs are noted, those that no longer hold go, and whoever was
    said to be two people stays so. One statement, whatever the number of customers; `today` is the clock's."""
    with connection.cursor() as cursor:
        cursor.execute(SCAN, {"store": store.pk if store else None})


def two_people(pair, *, by, now):
    """A person who knows says: these are two. Refused where a colleague has decided before."""
    open_pairs = LikelyDuplicate.objects.filter(pk=pair.pk, two_people_at=None)
    if not open_pairs.update(two_people_by=by, two_people_at=now):
        raise Refused(_("A colleague has decided this before you."))
