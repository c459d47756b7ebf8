from django.core.management.base import BaseCommand

from customers.categories import load_categories


class Command(BaseCommand):
    help = "Load what the house knows about goods: categories with their care. May be run again at any time."

    def handle(self, **options):
        self.stdout.write(f"{load_categories()} categories of goods")
