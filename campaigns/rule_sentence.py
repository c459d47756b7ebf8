"""A rule in one sentence: '3 days before · birthday (lunar too) · tiers A, B · call + flowers · 80 yuan a head'."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from campaigns.dealer_calendar import Calendar
from campaigns.models import TouchpointRule
from customers.models import Customer, HouseholdMember
from customers.occupations import WORDS
from dealercrm.lib.punctuation import listed

Trigger = TouchpointRule.Trigger


def sentence(rule: TouchpointRule, calendar: Calendar) -> str:
    """The rule need not be saved: the page composes it while somebody fills it in."""
    parts = [_lead(rule), _when(rule, calendar), _whom(rule), _what(rule), _cost(rule)]
    return " · ".join(part for part in parts if part)


def _lead(rule: TouchpointRule) -> str:
    n = rule.lead_days
    return ngettext("%(n)d day before", "%(n)d days before", n) % {"n": n} if n else ""


def _when(rule: TouchpointRule, calendar: Calendar) -> str:
    days = {"n": rule.after_days or 0}
    match rule.trigger:
        case Trigger.FESTIVAL | Trigger.PROFESSION:
            return calendar.days[rule.day_code].name if rule.day_code in calendar.days else _("which day?")
        case Trigger.BIRTHDAY:
            return _("the customer's birthday (lunar too)")
        case Trigger.HOUSEHOLD_BIRTHDAY:
            who = dict(HouseholdMember.Relation.choices).get(rule.day_code) or _("everybody in the household")
            return _("birthday of: %(who)s (lunar too)") % {"who": who}
        case Trigger.WEDDING:
            return _("wedding anniversary (lunar too)")
        case Trigger.AFTER_SIGN:
            return ngettext("%(n)d day after signing", "%(n)d days after signing", days["n"]) % days
        case Trigger.AFTER_DELIVERY:
            return ngettext("%(n)d day after delivery", "%(n)d days after delivery", days["n"]) % days
        case Trigger.AFTER_INSTALL:
            return ngettext("%(n)d day after installation", "%(n)d days after installation", days["n"]) % days
        case Trigger.CARE:
            months = rule.every_months or 0
            every = ngettext("care every %(n)d month", "care every %(n)d months", months)
            return every % {"n": months}
        case Trigger.RHYTHM:
            return _("when the tier's rhythm has passed since the last contact")
        case Trigger.NEXT_PURCHASE:
            return _("when the next purchase comes near, at %(n)d %% or more") % {"n": rule.at_least or 0}
        case Trigger.STALE:
            return ngettext("nobody updated it for %(n)d day", "nobody updated it for %(n)d days", days["n"]) % days
        case Trigger.STOCK_CHECK:
            return ngettext("%(n)d day after stock was counted", "%(n)d days after stock was counted", days["n"]) % days
    return _("which day?")


def _whom(rule: TouchpointRule) -> str:
    letters = listed(list(rule.tiers))
    parts = [
        _("tiers %(letters)s") % {"letters": letters} if letters else "",
        _("levels %(levels)s") % {"levels": listed(list(rule.levels))} if rule.levels else "",
        listed(str(label) for kind, label in Customer.Kind.choices if kind in rule.kinds),
        listed(WORDS[code][0] for code in rule.occupations if code in WORDS),
        _("who bought %(goods)s") % {"goods": rule.category} if rule.category_id else "",
    ]
    return pgettext("mark", ", ").join(part for part in parts if part) or _("everybody")


def _what(rule: TouchpointRule) -> str:
    way, present = rule.get_way_display(), rule.get_present_display()
    return f"{way} + {present}" if present else way


def _cost(rule: TouchpointRule) -> str:
    return _("%(n)d yuan a head") % {"n": rule.budget} if rule.budget else ""
