"""What contact with customers announces, past tense."""

from django.utils.translation import gettext_lazy as _

REVISIT_LOGGED = "campaigns.revisit_logged"
COMPLAINT_HEARD = "campaigns.complaint_heard"
PRAISE_HEARD = "campaigns.praise_heard"
REVISIT_TAKEN_BACK = "campaigns.revisit_taken_back"
TOUCHPOINT_POSTPONED = "campaigns.touchpoint_postponed"
TOUCHPOINT_SKIPPED = "campaigns.touchpoint_skipped"
SCHEDULE_SET_UP = "campaigns.schedule_set_up"
RULE_CHANGED = "campaigns.rule_changed"
OF_A_REVISIT = (REVISIT_LOGGED, COMPLAINT_HEARD, PRAISE_HEARD)
BY_HAND = (TOUCHPOINT_POSTPONED, TOUCHPOINT_SKIPPED)

WORDS = {
    REVISIT_LOGGED: _("revisit logged"),
    COMPLAINT_HEARD: _("complaint heard"),
    PRAISE_HEARD: _("praise heard"),
    REVISIT_TAKEN_BACK: _("revisit taken back"),
    TOUCHPOINT_POSTPONED: _("touchpoint put off"),
    TOUCHPOINT_SKIPPED: _("touchpoint left out"),
    SCHEDULE_SET_UP: _("schedule set up"),
    RULE_CHANGED: _("rule changed"),
}
