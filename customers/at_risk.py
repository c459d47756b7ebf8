"""Whom we may lose, and why (TI-6): causes that the floors hand up (dealercrm/scoring.py), kept for lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.dateformat import format as day_format
from django.utils.module_loading import import_string

from customers.models import Customer, CustomerRisk
from customers.tier_sql import ONLY
from dealercrm.lib.texts import Words


@dataclass(frozen=True)
class Risk:
    """`sql` gives (customer_id, since) of old customers; `key` and `{only}` as in a Signal. `sentence` says it with
    `%(day)s`."""

    code: str
    label: Words
    sentence: Words
    sql: str
    key: str

    def said(self, since: date) -> str:
        return str(self.sentence) % {"day": day_format(since, "Y-m-d")}


# Rows that stay as they are cost a comparison, no write.
KEEP = """
    WITH found AS (
        SELECT f.customer_id, t.store_id, f.cause, f.since
        FROM ({found}) f JOIN customers_customertier t ON t.customer_id = f.customer_id
        JOIN customers_customer c ON c.id = f.customer_id
        WHERE c.erased_at IS NULL AND f.since <= %(today)s),
    gone AS (
        DELETE FROM customers_customerrisk r
        WHERE NOT EXISTS (SELECT FROM found f WHERE (f.customer_id, f.cause) = (r.customer_id, r.cause)) {of_these})
    INSERT INTO customers_customerrisk AS r (customer_id, store_id, cause, since)
    SELECT customer_id, store_id, cause, since FROM found
    ON CONFLICT (customer_id, cause) DO UPDATE SET store_id = excluded.store_id, since = excluded.since
    WHERE (r.store_id, r.since) IS DISTINCT FROM (excluded.store_id, excluded.since)"""


@cache
def risks() -> dict[str, Risk]:
    found: list[Risk] = import_string(settings.RISKS)
    return {risk.code: risk for risk in found}


def keep_all(today: date) -> None:
    """The night's, for the clock: each day some have gone without contact for too long."""
    _keep(None, today)


def keep_risks(customer_ids: Iterable[int], today: date) -> None:
    """Of these customers, after a fact."""
    _keep(list(customer_ids), today)


def at_risk(customers: QuerySet[Customer], today: date, cause: str = "") -> QuerySet[Customer]:
    """Those of `customers` we may lose, for any or for this cause."""
    rows = CustomerRisk.objects.filter(customer=OuterRef("pk"), since__lte=today)
    return customers.filter(Exists(rows.filter(cause=cause) if cause else rows))


def why_at_risk(customer: Customer) -> list[str]:
    """Every cause as a sentence, the longest standing first."""
    rows = sorted(customer.risks.all(), key=lambda row: row.since)
    return [risks()[row.cause].said(row.since) for row in rows if row.cause in risks()]


def _keep(ids: list[int] | None, today: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(*keeping_risks(ids, today))


def keeping_risks(ids: list[int] | None, today: date) -> tuple[str, dict[str, Any]]:
    """(the statement that brings the rows of these or all customers up to date, what it asks for)."""
    only = "" if ids is None else ONLY
    found = " UNION ALL ".join(
        f"SELECT customer_id, '{risk.code}' AS cause, since FROM ({risk.sql.format(only=only.format(key=risk.key))}) x"
        for risk in risks().values()
    )
    statement = KEEP.format(found=found, of_these=only.format(key="r.customer_id"))
    return statement, {"today": today, "ids": ids, "zone": settings.TIME_ZONE}
