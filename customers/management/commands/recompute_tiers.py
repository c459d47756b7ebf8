from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.actions.tiers import recompute_tiers


class Command(BaseCommand):
    help = _("Tier every old customer anew (the clock does it each night).")

    def handle(self, **options):
        counts = recompute_tiers(timezone.localdate())
        self.stdout.write(", ".join(f"{number} {what}" for what, number in counts.items()))
