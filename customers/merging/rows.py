"""Every row that hangs on a customer: noted down, moved to another customer, and put back.

The walk goes over all foreign keys to Customer there are, so that a table added tomorrow moves too; one whose rows
can collide needs a rule (dealercrm/merging.py), and a test says so.
"""

import json
from collections import defaultdict

from django.db import connection
from django.db.models import UniqueConstraint

from customers.models import Customer


def links():
    """{model: [columns that point to a customer]}."""
    found = defaultdict(list)
    for relation in Customer._meta.get_fields(include_hidden=True):
        points_here = relation.is_relation and relation.auto_created and not relation.concrete
        # A history (a key without a constraint) stays with the archive it happened to; the page reads both.
        if points_here and relation.field.db_constraint:
            found[relation.related_model].append(relation.field)
    return {model: sorted(fields, key=lambda field: field.column) for model, fields in found.items()}


def can_collide(model, field):
    """Two customers' rows of this model may be one row too many for a single customer."""
    constraints = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    together = [each.fields for each in constraints] + list(model._meta.unique_together)
    return field.unique or any(field.name in names for names in together)


def move(keep_id, gone_id, rules):
    """Point everything of one customer to the other; `rules` {model: function} first make room."""
    with connection.cursor() as cursor:
        for model, fields in links().items():
            if model in rules:
                rules[model](keep_id, gone_id)
            for field in fields:
                table, column = model._meta.db_table, field.column
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [keep_id, gone_id])


def remove(customer_id):
    """Delete the bare customer row; the database refuses (IntegrityError) if anything still hangs on it."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM customers_customer WHERE id = %s", [customer_id])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def snapshot(customer_ids):
    """{(table, pk): row as the database writes it in JSON} of the customers and all that hangs on them."""
    found = {}
    for model, fields in links().items():
        columns = [field.column for field in fields] + (["id"] if model is Customer else [])
        found |= _read(model, " OR ".join(f"{column} = ANY(%(ids)s)" for column in columns), list(customer_ids))
    return found


def differences(before, after):
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


def put_back(rows, *, stands):
    """Undo `differences`, column by column: what was changed since in other columns stays.

    `stands(model, column)` decides about a column that is no longer what the merge made of it: true lets the newer
    value stand; it raises where that cannot be.
    """
    models = {model._meta.db_table: model for model in links()}
    by_table = defaultdict(list)
    for row in rows:
        by_table[models[row["table"]]].append(row)
    insert(Customer, [row["before"] for row in by_table[Customer] if row["after"] is None])
    for model, group in by_table.items():
        now = {pk: row for (__, pk), row in _read(model, f"{_pk(model)} = ANY(%(ids)s)", _pks(group)).items()}
        _delete_new(model, [row for row in group if row["before"] is None], now, stands)
        _restore(model, [row for row in group if row["before"] and row["after"]], now, stands)
    for model, group in by_table.items():
        if model is not Customer:
            insert(model, [row["before"] for row in group if row["after"] is None])


def insert(model, rows):
    """Write rows again as they were; one that is there already, under whatever id, is left alone."""
    if rows:
        table = model._meta.db_table
        statement = (
            f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s) ON CONFLICT DO NOTHING"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(rows)])


def _delete_new(model, group, now, stands):
    for row in group:
        changed = [column for column, value in now.get(row["pk"], {}).items() if value != row["after"].get(column)]
        for column in changed:
            stands(model, column)
        if not changed:
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE {_pk(model)} = %s", [row["pk"]])


def _restore(model, group, now, stands):
    table, pk, records = model._meta.db_table, _pk(model), defaultdict(list)
    for row in group:
        current = now.get(row["pk"])
        if current is None:  # somebody deleted it since: that stands
            continue
        columns = [c for c, value in row["after"].items() if current[c] == value or not stands(model, c)]
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


def _read(model, where, ids):
    table, pk = model._meta.db_table, _pk(model)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM {table} t WHERE {where}", {"ids": ids})
        rows = [json.loads(text) for (text,) in cursor.fetchall()]
    return {(table, row[pk]): row for row in rows}


def _pk(model):
    return model._meta.pk.column


def _pks(group):
    return [row["pk"] for row in group]
