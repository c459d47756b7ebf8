"""Recommendations a leaver was looking after (ST-4)."""

from django.utils.translation import gettext_lazy as _

from stores.handing import Part, deal
from stores.permissions import PERMISSIONS


def open_referrals(leaver):
    return leaver.referrals_recorded.open()


def give_referrals(leaver, receivers, by, now):
    """They go where the referrer went. Who wrote the name down first stays in the referrer's timeline."""
    return deal(open_referrals(leaver), "recorded_by", receivers, first_choice="referrer__keeper_id")


PARTS = [Part("referrals", _("Open referrals"), PERMISSIONS["referrals.edit"], open_referrals, give_referrals)]
