"""Giving a leaver's work to colleagues: what there is is said in the parts of each floor (ST-4)."""

from django.db import connection
from django.db.models import BigIntegerField, F, QuerySet, Window
from django.db.models.functions import Cast, RowNumber

from dealercrm.lib.parts import HandOver, all_parts
from stores.models import Staff

SHARE_OUT = """
    UPDATE {table} AS t
    SET {column} = CASE WHEN dealt.first_choice = ANY(%s::bigint[]) THEN dealt.first_choice
                        ELSE (%s::bigint[])[1 + (dealt.place - 1) %% %s] END
    FROM ({rows}) AS dealt(id, place, first_choice)
    WHERE t.id = dealt.id
    RETURNING t.id, t.{column}"""


def kinds_of_work() -> list[HandOver]:
    """In this order: the rest goes where the customers went."""
    return [work for part in all_parts() for work in part.hand_over]


def work_of(leaver: Staff) -> list[tuple[HandOver, int, list]]:
    """What a leaver would hand over: [(HandOver, how many, [(kind, how many)])], those without anything left out."""
    found = []
    for work in kinds_of_work():
        rows = work.rows(leaver)
        split = work.split(rows) if work.split else []
        many = sum(n for __, n in split) if work.split else rows.count()
        if many:
            found.append((work, many, split))
    return found


def shares(split, many):
    """How `share_out` gives rows counted as `split` [(kind, how many)] to so many people: [[(kind, n)] of each]."""
    found, before = [[] for __ in range(many)], 0
    for kind, n in split:
        for place in range(many):
            found[place].append((kind, len(range((place - before) % many, n, many))))
        before += n
    return found


def share_out(work: HandOver, rows: QuerySet, receivers: list[Staff]) -> list[tuple[int, int]]:
    """Give rows to the receivers in turn, one UPDATE for all; returns [(row id, staff id)].

    The same rows and receivers are always dealt alike.
    """
    order = [F(name).asc(nulls_last=True) for name in work.order_by]
    dealt = rows.order_by().annotate(place=Window(RowNumber(), order_by=order))
    chosen = F(work.first_choice) if work.first_choice else Cast(None, BigIntegerField())
    sql, values = dealt.annotate(first_choice=chosen).values_list("pk", "place", "first_choice").query.sql_with_params()
    ids = [staff.pk for staff in receivers]
    column = rows.model._meta.get_field(work.column).column
    statement = SHARE_OUT.format(table=rows.model._meta.db_table, column=column, rows=sql)
    with connection.cursor() as cursor:
        cursor.execute(statement, [ids, ids, len(ids), *values])
        return cursor.fetchall()
