"""What referrals announce, past tense."""

REFERRAL_RECORDED = "referrals.referral_recorded"
REFERRAL_ADVANCED = "referrals.referral_advanced"
REFERRAL_SIGNED = "referrals.referral_signed"
REFERRAL_LOST = "referrals.referral_lost"
REFERRAL_REOPENED = "referrals.referral_reopened"  # its order was cancelled
