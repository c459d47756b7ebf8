from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.categories import load_categories
from customers.completeness import keep_all
from customers.models import Completeness, Customer


class Command(BaseCommand):
    help = _("Load what the house knows about goods: categories with their care. May be run again at any time.")

    def handle(self, *, verbosity, **options):
        count = load_categories()
        # An archive from before this was kept: lists narrowed by it would be empty until the first night.
        if Customer.objects.exists() and not Completeness.objects.exists():
            keep_all(timezone.localdate())
        if verbosity:
            self.stdout.write(f"{count} categories of goods")
