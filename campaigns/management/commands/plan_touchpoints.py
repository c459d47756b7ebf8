from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.planning import DAYS_AHEAD, plan_all

LONGEST = 730  # days; beyond two years a plan is no help to anybody


class Command(BaseCommand):
    help = _("Lay out every store's touchpoints, as the clock does each night. May be run again at any time.")

    def add_arguments(self, parser):
        parser.add_argument("--date", help=_("plan as of this day, YYYY-MM-DD (default: today)"))
        parser.add_argument(
            "--days", default=str(DAYS_AHEAD), help=_("how many days ahead (default: %(n)d)") % {"n": DAYS_AHEAD}
        )

    def handle(self, **options):
        today = _day(options["date"]) if options["date"] else timezone.localdate()
        days = _days(options["days"])
        planned = plan_all(today, days)
        if not planned:
            raise CommandError(_("There is no store yet."))
        for store, changes in planned.items():
            counts = ", ".join(f"{number} {what}" for what, number in changes._asdict().items())
            self.stdout.write(f"{store.code}: {counts}")


def _day(text):
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(_("“%(text)s” is not a day: write YYYY-MM-DD.") % {"text": text}) from None
    if not 2000 <= day.year < 2100:
        raise CommandError(_("%(day)s is not a day to plan for: take one from 2000 to 2099.") % {"day": day})
    return day


def _days(text):
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST:
        raise CommandError(
            _("“%(text)s” is not a number of days from 1 to %(most)d.") % {"text": text, "most": LONGEST}
        )
    return int(text)
