"""A long file into an empty archive: what one transaction writes the planner must know of before it ends."""

from django.db import connection

from customers.models import Customer
from tests.factories import NOW, TODAY
from workbooks.intake.run import take_in
from workbooks.intake.statistics import Statistics
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all


def rows_as_planned():
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [Customer._meta.db_table])
        return cursor.fetchone()[0]


def test_the_planner_hears_of_the_rows_while_they_are_written(store):
    grid = [["姓名", "电话"], *(["王莉", f"13{number:09d}"] for number in range(2500))]
    sheet = Sheet("表", len(grid), lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)])
    layouts = guess_layouts([sheet], today=TODAY)
    totals = take_in(
        store, read_all([sheet], layouts, today=TODAY), today=TODAY, now=NOW, keep_lines=lambda lines: None
    )
    assert totals["created"] == 2500
    assert rows_as_planned() >= 2000


def test_tables_are_counted_again_only_when_they_have_doubled(store, django_assert_num_queries):
    statistics = Statistics()
    statistics._known = 10_000
    with django_assert_num_queries(1):
        for _batch in range(11):
            statistics.grown(1000)
