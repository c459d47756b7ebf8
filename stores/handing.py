"""What a leaver's work is made of (ST-4). Each floor names its own parts; dealercrm/handover.py is the whole table."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import BigIntegerField, F, Window
from django.db.models.functions import Cast, RowNumber
from django.utils.module_loading import import_string

DEAL = """
    UPDATE {table} AS t
    SET {column} = CASE WHEN dealt.first_choice = ANY(%s::bigint[]) THEN dealt.first_choice
                        ELSE (%s::bigint[])[1 + (dealt.place - 1) %% %s] END
    FROM ({rows}) AS dealt(id, place, first_choice)
    WHERE t.id = dealt.id
    RETURNING t.id, t.{column}"""


@dataclass(frozen=True)
class Part:
    """`rows(leaver)` is a queryset of what they leave; `roles` may take it over.

    `give(leaver, receivers, by, now)` gives all of it away and returns [(row id, staff id)]; `split(rows)` counts
    it for the preview, as [(name of the kind, how many)].
    """

    code: str
    label: str
    roles: frozenset
    rows: Callable
    give: Callable
    split: Callable | None = None


def parts():
    return import_string(settings.HANDOVER)


def work_of(leaver):
    """What a leaver would hand over: [(Part, how many, [(kind, how many)])], parts without anything left out."""
    found = []
    for part in parts():
        rows = part.rows(leaver)
        split = part.split(rows) if part.split else []
        many = sum(n for __, n in split) if part.split else rows.count()
        if many:
            found.append((part, many, split))
    return found


def shares(split, many):
    """How `deal` gives rows counted as `split` [(kind, how many)], in that order, to so many: [[(kind, n)] of each]."""
    found, before = [[] for __ in range(many)], 0
    for kind, n in split:
        for place in range(many):
            found[place].append((kind, len(range((place - before) % many, n, many))))
        before += n
    return found


def deal(rows, field, receivers, *, order_by=("pk",), first_choice=None):
    """Give rows to the receivers in turn, in this order, one UPDATE for all; returns [(row id, staff id)].

    A row whose `first_choice` (path of a staff id) is among the receivers goes there. The same rows and receivers
    are always dealt alike.
    """
    order = [F(name).asc(nulls_last=True) for name in order_by]
    dealt = rows.order_by().annotate(place=Window(RowNumber(), order_by=order))
    chosen = F(first_choice) if first_choice else Cast(None, BigIntegerField())
    sql, values = dealt.annotate(first_choice=chosen).values_list("pk", "place", "first_choice").query.sql_with_params()
    ids = [staff.pk for staff in receivers]
    column = rows.model._meta.get_field(field).column
    statement = DEAL.format(table=rows.model._meta.db_table, column=column, rows=sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, ids, len(ids), *values])
        return cursor.fetchall()
