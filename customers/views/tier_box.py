"""A customer's tier on their page: why, what the staff think of them, and setting it by hand (TI-4)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.actions.opinions import say_opinion, take_back_opinion
from customers.actions.tier_by_hand import LONGEST, let_tier_go, may_set, set_tier, take_back_tier
from customers.actions.tiers import newest_cutoffs
from customers.at_risk import why_at_risk
from customers.entitlements import entitlement_of
from customers.list_query import number
from customers.models import Customer, SoftRating, TierMove, TierOverride
from customers.opinions import asked_of
from customers.scoring import scheme_on
from customers.tier_words import Explained, reasons_of
from customers.tiering import IMPORTANCE, LETTERS, URGENCY
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import once, whole

MOVES = 5  # the newest, on the customer's page


def customer_of(request, pk):
    rows = Customer.objects.visible_to(request.user).select_related("store", "tier", "keeper")
    return get_object_or_404(rows, pk=pk)


@needs("customers.view")
@require_safe
def customer_tier(request, pk):
    customer, today = customer_of(request, pk), timezone.localdate()
    tier, cutoffs = getattr(customer, "tier", None), newest_cutoffs()
    explained = Explained(tier, cutoffs) if tier and cutoffs and len(tier.values) == len(cutoffs.codes) else None
    override = customer.tier_overrides.filter(ended_at=None, until__gte=today).select_related("by").first()
    moves = TierMove.objects.filter(customer=customer).select_related("cutoffs")[:MOVES]
    context = {
        "customer": customer,
        "tier": tier,
        "explained": explained,
        "sides": [(side, explained.parts(side)) for side in (IMPORTANCE, URGENCY)] if explained else [],
        "entitlement": entitlement_of(tier) if tier else None,
        "override": override,
        "may_set": may_set(customer, request.user) and not customer.is_erased,
        "tiers": [f"{letter}{level}" for letter in LETTERS for level in range(1, scheme_on(today).levels + 1)],
        "standing": str(tier),
        "today": today,
        "latest": today + LONGEST,
        "moves": [(move, reasons_of(move)) for move in moves],
        "at_risk": why_at_risk(customer),
        "asked": [] if customer.is_erased else asked_of(customer, today),
    }
    return render(request, "customers/_tier.html", context)


@needs("tiers.set")
@require_POST
@once
def customer_tier_set(request, pk):
    customer, until = customer_of(request, pk), parse_date(request.POST.get("until", "") or "-")
    if until is None:
        raise Refused(_("Say until when: a tier is set by hand for a time."))
    asked = {"tier": request.POST.get("tier", ""), "reason": request.POST.get("reason", "")[:200], "until": until}
    override = set_tier(customer, by=request.user, **asked)
    said = _("%(name)s is %(tier)s through %(day)s.") % {"name": customer.name, "tier": override, "day": until}
    messages.success(request, said, extra_tags=reverse("customers:override-take-back", args=[override.pk]))
    return redirect(customer)


@needs("tiers.set")
@require_POST
@whole
def customer_tier_let_go(request, pk):
    customer = customer_of(request, pk)
    if let_tier_go(customer, by=request.user):
        messages.success(request, _("The tier is again what the points say."))
    return redirect(customer)


@needs("tiers.set")
@require_POST
@whole
def override_take_back(request, pk):
    rows = TierOverride.objects.filter(customer__in=Customer.objects.visible_to(request.user))
    override = get_object_or_404(rows.select_related("customer"), pk=pk)
    take_back_tier(override, by=request.user)
    messages.success(request, _("It is as it was."))
    return redirect(override.customer)


@needs("customers.view")
@require_safe
def customer_opinions(request, pk):
    """The four questions alone: they are asked on a revisit too."""
    return _opinions(request, customer_of(request, pk))


@needs("customers.edit")
@require_POST
@whole
def customer_opinion_say(request, pk):
    """One tap. The questions come back with what was said, and with a way to take it back."""
    customer = customer_of(request, pk)
    asked = {"aspect": request.POST.get("aspect", ""), "stars": number(request.POST.get("stars")) or 0}
    rating = say_opinion(customer, by=request.user, **asked)
    return _opinions(request, customer, said=rating) if request.htmx else redirect(customer)


@needs("customers.edit")
@require_POST
@whole
def opinion_take_back(request, pk):
    rows = SoftRating.objects.filter(customer__in=Customer.objects.visible_to(request.user))
    rating = get_object_or_404(rows.select_related("customer__store"), pk=pk)
    take_back_opinion(rating, by=request.user)
    return _opinions(request, rating.customer) if request.htmx else redirect(rating.customer)


def _opinions(request, customer, said=None):
    context = {"customer": customer, "asked": asked_of(customer, timezone.localdate()), "said": said}
    return render(request, "customers/_opinions.html", context)
