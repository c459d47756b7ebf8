from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from dealercrm.local.backups import archive, keeping


class Command(BaseCommand):
    help = _("Put a backup in the place of the database and all uploaded files. What is there now is gone.")

    def add_arguments(self, parser):
        parser.add_argument("file", help=_("a file that backup has written"))
        parser.add_argument("--yes", action="store_true", help=_("without asking"))

    def handle(self, *, file, yes, **options):
        try:
            made = date_format(timezone.localtime(archive.read(Path(file)).at), "Y-m-d H:i")
            question = _("All that is there now is replaced by the state of %(moment)s. Write yes to go on: ")
            if not yes and input(question % {"moment": made}).strip().lower() not in ("yes", _("yes")):
                raise CommandError(_("Nothing was changed."))
            keeping.put_back(Path(file))
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(_("Restored: the state of %(moment)s.") % {"moment": made})
        self.stdout.write(
            _("Messages that were waiting then may have gone out since: they are listed on the clock's page.")
        )
