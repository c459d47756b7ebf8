import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from campaigns.special_days import days_of_year


class Command(BaseCommand):
    help = _("Print every festival and profession day of a year.")
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("year", metavar="YEAR", help=_("from 1901 to 2100"))
        parser.add_argument("--json", action="store_true", help=_("as a list of date, code, name_zh, kind"))

    def handle(self, *, year, json: bool, **options):
        if not (year.isascii() and year.isdigit()):
            raise CommandError(_("“%(year)s” is not a year.") % {"year": year})
        try:
            days = days_of_year(int(year))
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _as_json(days)
            if json
            else "\n".join(f"{day.date}  {day.name_zh}  ({day.code}, {day.kind})" for day in days)
        )


def _as_json(days):
    return json.dumps([day._asdict() | {"date": day.date.isoformat()} for day in days], ensure_ascii=False, indent=1)
