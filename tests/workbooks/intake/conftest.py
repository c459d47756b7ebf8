import pytest

from tests.factories import NOW, TODAY
from tests.workbooks.intake.taking import FIELDS, HEADER
from workbooks.actions.import_steps import import_workbook
from workbooks.models import ImportJob
from workbooks.reading.sheets import Row, Sheet
from workbooks.reading.workbook import guess_layouts, read_all


@pytest.fixture
def take(store):
    """take(row, ...) imports a sheet of rows, given as {field: value}; returns the lines of what became of them."""

    def take(*rows, into=store, by=None):
        grid = [HEADER, *([row.get(name) for name in FIELDS] for row in rows)]
        sheet = Sheet("表", len(grid), lambda: [Row(number, list(cells)) for number, cells in enumerate(grid, 1)])
        lines = []
        job = ImportJob.objects.create(store=into, by=by, file_name="客户.xlsx", sha256="0" * 64)
        given = {"today": TODAY, "now": NOW, "job": job, "by": by, "keep_lines": lines.extend}
        import_workbook(
            into, read_all([sheet], guess_layouts([sheet], today=TODAY), today=TODAY, area_code=into.area_code), **given
        )
        return lines

    return take
