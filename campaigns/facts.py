"""What contact with customers announces, past tense."""

from django.utils.translation import gettext_lazy as _

REVISIT_LOGGED = "campaigns.revisit_logged"
COMPLAINT_HEARD = "campaigns.complaint_heard"
COMPLAINT_SETTLED = "campaigns.complaint_settled"
PRAISE_HEARD = "campaigns.praise_heard"
REVISIT_TAKEN_BACK = "campaigns.revisit_taken_back"
TOUCHPOINT_POSTPONED = "campaigns.touchpoint_postponed"
TOUCHPOINT_SKIPPED = "campaigns.touchpoint_skipped"
SCHEDULE_SET_UP = "campaigns.schedule_set_up"
RULE_CHANGED = "campaigns.rule_changed"
RULE_ADDED = "campaigns.rule_added"
RULE_RETIRED = "campaigns.rule_retired"
RULE_RESTORED = "campaigns.rule_restored"
DAY_ADDED = "campaigns.day_added"
DAY_CHANGED = "campaigns.day_changed"
DAY_REMOVED = "campaigns.day_removed"
DAY_PUT_BACK = "campaigns.day_put_back"
OFF_DAYS_LOADED = "campaigns.off_days_loaded"
OF_A_REVISIT = (REVISIT_LOGGED, COMPLAINT_HEARD, PRAISE_HEARD)
BY_HAND = (TOUCHPOINT_POSTPONED, TOUCHPOINT_SKIPPED)

WORDS = {
    REVISIT_LOGGED: _("revisit logged"),
    COMPLAINT_HEARD: _("complaint heard"),
    COMPLAINT_SETTLED: _("complaint settled"),
    PRAISE_HEARD: _("praise heard"),
    REVISIT_TAKEN_BACK: _("revisit taken back"),
    TOUCHPOINT_POSTPONED: _("touchpoint put off"),
    TOUCHPOINT_SKIPPED: _("touchpoint left out"),
    SCHEDULE_SET_UP: _("schedule set up"),
    RULE_CHANGED: _("rule changed"),
    RULE_ADDED: _("rule added"),
    RULE_RETIRED: _("rule retired"),
    RULE_RESTORED: _("rule restored"),
    DAY_ADDED: _("special day added"),
    DAY_CHANGED: _("special day changed"),
    DAY_REMOVED: _("special day taken out"),
    DAY_PUT_BACK: _("special day put back"),
    OFF_DAYS_LOADED: _("days off loaded"),
}
