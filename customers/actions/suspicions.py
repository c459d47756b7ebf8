"""Archives that look made up: found each night by sets, cleared by a person with a reason (AR-9)."""

from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from customers import facts
from customers.activity import record
from customers.models import Suspicion
from dealercrm.lib.errors import Refused
from stores.models import Staff

Reason = Suspicion.Reason
# From how many archives on. A couple shares a phone, a family an address; a busy Saturday brings two in a minute.
AT_LEAST = {Reason.SHARED_PHONE: 3, Reason.RUNNING_NUMBERS: 3, Reason.BURST: 5, Reason.SHARED_ADDRESS: 4}
OTHERS = 9  # archives named as evidence, at most

# Who wrote an archive down by hand, and when: what an import brought is nobody's typing.
ENTERED = """entered AS (
    SELECT DISTINCT ON (a.customer_id) a.customer_id, a.by_id, a.at
    FROM customers_activity a JOIN customers_customer c ON c.id = a.customer_id
    WHERE a.kind = %(added)s AND NOT a.imported AND a.by_id IS NOT NULL AND c.import_job_id IS NULL
    ORDER BY a.customer_id, a.at)"""
# Each gives groups: archives, what may be said of the group, and what tells it from others. Evidence names no number
# and no address: the archive itself does, to those who may read it, until it is mended or erased.
GROUPS = {
    Reason.SHARED_PHONE: """
        SELECT array_agg(DISTINCT customer_id) AS ids, '{}'::jsonb AS about, min(id)::text AS incident
        FROM customers_customerphone GROUP BY number HAVING count(DISTINCT customer_id) >= %(least)s""",
    # Running numbers differ by as much as their places among this person's numbers do.
    Reason.RUNNING_NUMBERS: f"""
        WITH {ENTERED}, placed AS (
            SELECT e.customer_id, e.by_id,
                   p.number::bigint - dense_rank() OVER (PARTITION BY e.by_id ORDER BY p.number::bigint) AS run
            FROM entered e JOIN customers_customerphone p ON p.customer_id = e.customer_id
            WHERE p.number ~ '^1[0-9]{{10}}$')
        SELECT array_agg(DISTINCT customer_id), jsonb_build_object('by', by_id), concat_ws('-', by_id, run)
        FROM placed GROUP BY by_id, run HAVING count(DISTINCT customer_id) >= %(least)s""",
    Reason.BURST: f"""
        WITH {ENTERED}, minute AS (
            SELECT by_id, at, customer_id, array_agg(customer_id) OVER next AS ids, count(*) OVER next AS n
            FROM entered WINDOW next AS (
                PARTITION BY by_id ORDER BY at RANGE BETWEEN CURRENT ROW AND interval '1 minute' FOLLOWING)
        ), crowded AS (  -- one such minute after the other is one incident
            SELECT *, CASE WHEN at - lag(at) OVER before <= interval '1 minute' THEN NULL ELSE at END AS begun
            FROM minute WHERE n >= %(least)s WINDOW before AS (PARTITION BY by_id ORDER BY at, customer_id))
        SELECT ids, jsonb_build_object('by', by_id, 'at', at),
               concat_ws('-', by_id, extract(epoch FROM max(begun) OVER next)::bigint)
        FROM crowded WINDOW next AS (PARTITION BY by_id ORDER BY at, customer_id)""",
    Reason.SHARED_ADDRESS: r"""
        SELECT array_agg(id), '{}'::jsonb, min(id)::text FROM (
            SELECT id, store_id, regexp_replace(CASE WHEN community <> '' AND room <> ''
                THEN concat_ws('-', community, building, unit, room) ELSE address END, '\s', '', 'g') AS place
            FROM customers_customer) c
        WHERE length(place) >= 5 AND place ~ '\d'  -- 郑州市中原区 is a district, a community has many doors
        GROUP BY store_id, place HAVING count(*) >= %(least)s""",
}
# Found again only if the evidence grew: what a person cleared stays cleared.
KEEP = """
INSERT INTO customers_suspicion (customer_id, store_id, reason, evidence, incident, found_at, cleared_why)
SELECT DISTINCT ON (c.id) c.id, c.store_id, %(reason)s,
       g.about || jsonb_build_object('size', cardinality(g.ids),
                                     'others', to_jsonb((array_remove(g.ids, c.id))[1:%(others)s])),
       g.incident, now(), ''
FROM ({groups}) AS g(ids, about, incident)
CROSS JOIN LATERAL unnest(g.ids) AS m(id)
JOIN customers_customer c ON c.id = m.id
WHERE c.erased_at IS NULL
ORDER BY c.id, cardinality(g.ids) DESC
ON CONFLICT (customer_id, reason) DO UPDATE
SET evidence = EXCLUDED.evidence, incident = EXCLUDED.incident, store_id = EXCLUDED.store_id,
    found_at = EXCLUDED.found_at, cleared_by_id = NULL, cleared_at = NULL, cleared_why = ''
WHERE (EXCLUDED.evidence ->> 'size')::int > (customers_suspicion.evidence ->> 'size')::int"""


def scan(today: date | None = None) -> dict[Suspicion.Reason, int]:
    """Look through all archives; returns how many suspicions are new or grew, by reason. One statement each."""
    found = {}
    for reason, groups in GROUPS.items():
        with transaction.atomic(), connection.cursor() as cursor:
            values: dict[str, Any] = {
                "reason": reason.value, "added": facts.CUSTOMER_ADDED, "least": AT_LEAST[reason], "others": OTHERS,
            }  # fmt: skip
            cursor.execute(KEEP.replace("{groups}", groups), values)
            found[reason] = cursor.rowcount
    return found


@transaction.atomic
def clear_suspicion(suspicion: Suspicion, *, why: str, by: Staff, now: datetime) -> int:
    """A person looked into it and knows better; with it all of the store's archives that are of the same incident: what
    tells of another nobody has looked at.

    Returns how many were cleared. Refused without a reason, and where somebody else was quicker.
    """
    why = why.strip()
    incident = {"reason": suspicion.reason, "incident": suspicion.incident, "store": suspicion.store_id}
    found = Q(pk=suspicion.pk) | Q(**incident, cleared_at=None)
    rows = Suspicion.objects.select_for_update(no_key=True, of=("self",)).select_related("customer", "cleared_by")
    rows = {row.pk: row for row in rows.filter(found).order_by("pk")}
    row = rows[suspicion.pk]
    if not why:
        raise Refused(_("Say why it is all right, for whoever wonders next."))
    if row.cleared_at:
        raise Refused(_("%(name)s has cleared this already.") % {"name": row.cleared_by.name})
    for each in rows.values():
        each.cleared_by, each.cleared_at, each.cleared_why = by, now, why
        each.save(update_fields=["cleared_by", "cleared_at", "cleared_why"])
        told = {"reason": each.reason, "why": why}
        record(facts.SUSPICION_CLEARED, customer=each.customer, by=by, subject=each, data=told)
    return len(rows)
