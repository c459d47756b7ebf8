"""What happens to gifts when their customer or who gave them changes (dealercrm.lib.parts)."""

from django.utils.translation import gettext_lazy as _

from dealercrm.lib.parts import Obstacle, Part, blank
from rewards.models import GiftGiven, StockEntry

PARTS = [
    Part(StockEntry, (), subject_access=False),
    Part(GiftGiven, erase=blank("words"), untold=("cause_kind", "cause_id"),
         obstacles=(Obstacle(_("They were given a gift"), by="by", at="at"),)),
]  # fmt: skip
