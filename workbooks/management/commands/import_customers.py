"""manage.py import_customers FILE --store CODE [--dry-run] [--report OUT.json]"""

import hashlib
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from stores.models import Store
from workbooks.actions.import_mappings import own_labels
from workbooks.actions.import_steps import import_workbook
from workbooks.intake.run import take_in
from workbooks.intake.sentences import sentence
from workbooks.models import ImportJob
from workbooks.reading.sheets import read_workbook
from workbooks.reading.workbook import guess_layouts, read_all, rows_before


class Command(BaseCommand):
    help = _("Import a dealer's workbook (.xlsx, .xls, .csv) into a store's archive; the columns are guessed.")

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE", help=_("the workbook"))
        parser.add_argument("--store", required=True, metavar="CODE", help=_("the store's code"))
        parser.add_argument("--dry-run", action="store_true", help=_("say what would happen, change nothing"))
        parser.add_argument("--report", metavar="OUT.json", help=_("write what became of each row"))

    def handle(self, *, file, store, dry_run, report, **options):
        path, store = Path(file), self._store(store)
        if not path.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": file})
        if report and not Path(report).resolve().parent.is_dir():
            raise CommandError(_("There is no folder for %(file)s.") % {"file": report})
        lines, now = [], timezone.now()
        today = timezone.localdate(now)
        try:
            sheets = read_workbook(path, path.name)
            layouts = guess_layouts(sheets, today=today, own=own_labels(), title=path.name)
            if not any(layout.is_usable for layout in layouts):
                raise CommandError(_("No sheet has a column of names, phones or WeChat ids that can be recognised."))
            given = {
                "keep_lines": lines.extend,
                "today": today,
                "now": now,
                "progress": self._progress(sheets, layouts),
            }
            records = read_all(sheets, layouts, today=today, area_code=store.area_code)
            if dry_run:
                totals = take_in(store, records, dry_run=True, **given)
            else:
                totals = self._import(path, store, sheets, layouts, records, now, given)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        if report:
            self._write(report, totals, lines)
        self.stdout.write(", ".join(f"{name} {count}" for name, count in totals.items()))

    def _import(self, path, store, sheets, layouts, records, now, given):
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        job = ImportJob.objects.create(
            store=store,
            file_name=path.name[-200:],
            sha256=digest,
            layouts=[vars(layout) for layout in layouts],
            state=ImportJob.State.FAILED,  # until it is done
            total_rows=sum(sheet.height for sheet in sheets),
            started_at=now,
        )
        totals = import_workbook(store, records, job=job, **given)
        job.state, job.totals, job.done_rows = ImportJob.State.DONE, totals, job.total_rows
        job.finished_at = timezone.now()
        job.save()
        return totals

    def _progress(self, sheets, layouts):
        height, before = sum(sheet.height for sheet in sheets), rows_before(sheets, layouts)

        def tell(found):
            if height > 5000:
                self.stderr.write(f"{before[found.sheet] + found.row} / {height}")

        return tell

    @staticmethod
    def _store(code):
        store = Store.objects.filter(code=code).first()
        if store is None:
            codes = ", ".join(Store.objects.values_list("code", flat=True))
            if not codes:
                raise CommandError(_("There is no store yet."))
            raise CommandError(_("There is no store %(code)s. Stores: %(codes)s.") % {"code": code, "codes": codes})
        return store

    @staticmethod
    def _write(path, totals, lines):
        rows = [
            {
                "sheet": line.sheet,
                "row": line.row,
                "outcome": line.outcome,
                "customer": line.name or None,
                "messages": [sentence(message) for message in line.messages],
            }
            for line in lines
        ]
        Path(path).write_text(json.dumps({"totals": totals, "rows": rows}, ensure_ascii=False, indent=1), "utf-8")
