"""What referrals announce, past tense."""

from django.utils.translation import gettext_lazy as _

REFERRAL_RECORDED = "referrals.referral_recorded"
REFERRAL_ADVANCED = "referrals.referral_advanced"
REFERRAL_SIGNED = "referrals.referral_signed"
REFERRAL_LOST = "referrals.referral_lost"
REFERRAL_REOPENED = "referrals.referral_reopened"  # its order was cancelled

WORDS = {
    REFERRAL_RECORDED: _("referral recorded"),
    REFERRAL_ADVANCED: _("referral advanced"),
    REFERRAL_SIGNED: _("referral signed"),
    REFERRAL_LOST: _("referral lost"),
    REFERRAL_REOPENED: _("referral open again"),
}
