"""manage.py demo_data: the believable dealer that `manage.py start --demo` shows."""

from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.models import Customer
from dealercrm.demo.fill import fill
from dealercrm.demo.photos import hang_photos
from dealercrm.demo.seasons import SHANGHAI
from dealercrm.demo.shops import PASSWORD, PHONE
from stores.models import Staff, Store


class Command(BaseCommand):
    help = _("Fill an empty database with a dealer of three stores, 12 staff and 2,000 customers.")

    def add_arguments(self, parser):
        parser.add_argument("--today", help=_("the day the dealer's history ends, as 2026-11-22"))

    def handle(self, *, today, **options):
        today = self.day(today)
        if Customer.objects.exists() or Store.objects.exists() or Staff.objects.exists():
            self.stdout.write(_("There is a dealer in this database already; the demo data was left out."))
        else:
            self.stdout.write(_("Inventing a dealer …"))
            now = datetime.combine(today, time(8, 30), SHANGHAI)
            fill(today, now)
            hang_photos(today, now)
        self.logins()

    def day(self, text):
        if not text:
            return timezone.localdate()
        try:
            return date.fromisoformat(text)
        except ValueError as error:
            raise CommandError(_("“%(text)s” is no date: write it as 2026-11-22.") % {"text": text}) from error

    def logins(self):
        """Who may log in, if this is the demo dealer: on a real one nothing is told."""
        people = Staff.objects.filter(phone__startswith=PHONE, is_active=True).select_related("store").order_by("pk")
        if not people:
            return
        self.stdout.write(_("Everybody's password is %(password)s") % {"password": PASSWORD})
        for person in people:
            store = person.store.name if person.store else ""
            self.stdout.write(f"  {person.username:<12}{person.get_role_display()}\t{person.name}\t{store}")
