from django.core.management.base import BaseCommand

from customers.categories import load_categories


class Command(BaseCommand):
    help = "Load what the house knows about goods: categories with their care. May be run again at any time."

    def handle(self, *, verbosity, **options):
        count = load_categories()
        if verbosity:
            self.stdout.write(f"{count} categories of goods")
