"""What happens to rows about staff when they leave (dealercrm.lib.parts)."""

from dealercrm.lib.parts import KEEP, Part
from stores.models import Handover

PARTS = [Part(Handover, (), erase=KEEP, stays_with=("leaver",))]
