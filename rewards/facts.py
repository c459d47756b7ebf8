"""What gifts announce, past tense."""

from django.utils.translation import gettext_lazy as _

GIFT_GIVEN = "rewards.gift_given"
GIFT_TAKEN_BACK = "rewards.gift_taken_back"

WORDS = {
    GIFT_GIVEN: _("gift given"),
    GIFT_TAKEN_BACK: _("gift taken back"),
}
