"""What contact with customers announces, past tense."""

REVISIT_LOGGED = "campaigns.revisit_logged"
COMPLAINT_HEARD = "campaigns.complaint_heard"
PRAISE_HEARD = "campaigns.praise_heard"
TOUCHPOINT_POSTPONED = "campaigns.touchpoint_postponed"
TOUCHPOINT_SKIPPED = "campaigns.touchpoint_skipped"
SCHEDULE_SET_UP = "campaigns.schedule_set_up"
RULE_CHANGED = "campaigns.rule_changed"
