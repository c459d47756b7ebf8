from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from dealercrm.lib.errors import Refused
from dealercrm.local.backups import keeping


class Command(BaseCommand):
    help = _("Write the database and all uploaded files into one file.")

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help=_("where to; without it a file of the backups' folder"))

    def handle(self, *, file, **options):
        target = Path(file) if file else keeping.folder() / keeping.NAME.format(timezone.localtime())
        if target.exists():
            raise CommandError(_("%(file)s exists already; a backup never overwrites anything.") % {"file": target})
        try:
            manifest = keeping.back_up(target)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        size = target.stat().st_size / 2**20
        told = {"file": target, "files": len(manifest.members) - 1, "size": f"{size:.1f}"}
        self.stdout.write(_("%(file)s: the database and %(files)s files, %(size)s MB.") % told)
