from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from customers.categories import load_categories


class Command(BaseCommand):
    help = _("Load what the house knows about goods: categories with their care. May be run again at any time.")

    def handle(self, *, verbosity, **options):
        count = load_categories()
        if verbosity:
            self.stdout.write(f"{count} categories of goods")
