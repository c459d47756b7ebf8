"""Every row that hangs on a customer: noted down, moved to another customer, and put back (dealercrm/parts.py)."""

import json
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connection

from customers.models import Customer
from dealercrm.lib.parts import STAY, Part, all_parts


def moving() -> list[Part]:
    """Parts whose rows point to a customer and follow when two archives become one."""
    return [part for part in all_parts() if part.links and part.merge is not STAY]


def move(keep_id: int, gone_id: int) -> None:
    """Point everything of one customer to the other; where both cannot stand, one row gives way before."""
    with connection.cursor() as cursor:
        for part in moving():
            part.merge(part, keep_id, gone_id)
            for column in (field.column for field in part.links):
                cursor.execute(f"UPDATE {part.table} SET {column} = %s WHERE {column} = %s", [keep_id, gone_id])


def remove(customer_id: int) -> None:
    """Delete the bare customer row; the database refuses (IntegrityError) if anything still hangs on it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [customer_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def snapshot(customer_ids: list[int]) -> dict[tuple[str, int], dict[str, Any]]:
    """{(table, pk): row as the database writes it in JSON} of the customers and all that hangs on them."""
    found = {}
    for part in moving():
        rows = part.of_or_naming(*customer_ids).order_by().values(part.model._meta.pk.attname)
        found |= _read(part, *rows.query.sql_with_params())
    return found


def differences(
    before: dict[tuple[str, int], dict[str, Any]], after: dict[tuple[str, int], dict[str, Any]]
) -> list[dict[str, Any]]:
    """What a snapshot has become: [{"table", "pk", "before", "after"}], of a changed row the changed columns only.

    `before` is None for a new row, `after` for one that is gone.
    """
    rows = []
    for table, pk in sorted(before.keys() | after.keys()):
        old, new = before.get((table, pk)), after.get((table, pk))
        if old == new:
            continue
        if old and new:
            changed = [column for column in old if old[column] != new[column]]
            old, new = ({column: row[column] for column in changed} for row in (old, new))
        rows.append({"table": table, "pk": pk, "before": old, "after": new})
    return rows


def put_back(rows: list[dict[str, Any]], *, stands: Callable) -> None:
    """Undo `differences`, column by column: what was changed since in other columns stays.

    `stands(part, column)` decides about a column that is no longer what the merge made of it: true lets the newer
    value stand; it raises where that cannot be.
    """
    parts = {part.table: part for part in moving()}
    by_table = defaultdict(list)
    for row in rows:
        by_table[row["table"]].append(row)
    customers = Customer._meta.db_table
    insert(customers, [row["before"] for row in by_table[customers] if row["after"] is None])
    for table, group in by_table.items():
        keys = [row["pk"] for row in group]
        now = {pk: row for (__, pk), row in _read(parts[table], "SELECT unnest(%s)", [keys]).items()}
        _delete_new(parts[table], [row for row in group if row["before"] is None], now, stands)
        _restore(parts[table], [row for row in group if row["before"] and row["after"]], now, stands)
    for table, group in by_table.items():
        if table != customers:
            insert(table, [row["before"] for row in group if row["after"] is None])


def insert(table: str, rows: list[dict[str, Any]]) -> None:
    """Write rows again as they were; one that is there already, under whatever id, is left alone."""
    if rows:
        found = f"SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s)"
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {table} {found} ON CONFLICT DO NOTHING", [json.dumps(rows)])


def _delete_new(part: Part, group: list[dict[str, Any]], now: dict[int, dict[str, Any]], stands: Callable) -> None:
    for row in group:
        changed = [column for column, value in now.get(row["pk"], {}).items() if value != row["after"].get(column)]
        for column in changed:
            stands(part, column)
        if not changed:
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {part.table} WHERE {part.key} = %s", [row["pk"]])


def _restore(part: Part, group: list[dict[str, Any]], now: dict[int, dict[str, Any]], stands: Callable) -> None:
    table, pk, records = part.table, part.key, defaultdict(list)
    for row in group:
        current = now.get(row["pk"])
        if current is None:  # somebody deleted it since: that stands
            continue
        columns = [c for c, value in row["after"].items() if current[c] == value or not stands(part, c)]
        records[tuple(columns)].append({column: row["before"][column] for column in columns} | {pk: row["pk"]})
    with connection.cursor() as cursor:
        for columns, found in records.items():
            if columns:
                values = ", ".join(f"{column} = r.{column}" for column in columns)
                cursor.execute(
                    f"UPDATE {table} t SET {values} FROM jsonb_populate_recordset(NULL::{table}, %s) r "
                    f"WHERE t.{pk} = r.{pk}",
                    [json.dumps(found)],
                )


def _read(part: Part, ids: str, values: list[list[int]] | tuple[int, ...]) -> dict[tuple[str, int], dict[str, Any]]:
    """Rows whose keys the statement `ids` gives."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {part.table} t WHERE {part.key} IN ({ids})", values)
        rows = [json.loads(text) for (text,) in cursor.fetchall()]
    return {(part.table, row[part.key]): row for row in rows}
