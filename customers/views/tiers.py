"""How customers are weighed: the scheme with a preview beside it, what each tier gets, and who moved (TI-2..TI-5)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.actions.schemes import change_entitlements, save_scheme
from customers.actions.tiers import newest_cutoffs
from customers.at_risk import at_risk, risks, why_at_risk
from customers.entitlements import NORMAL
from customers.forms.tiers import SchemeForm, entitlement_forms
from customers.models import Customer, CustomerRisk, TierMove, TierOverride, TierScheme
from customers.scoring import ready_scheme, scheme_on, signals
from customers.tier_preview import TierPreview
from customers.tier_words import reasons_of
from customers.tiering import SIDES, shared_out
from customers.views.orphans import chosen_store
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.sending import once

PER_PAGE = 50
VERSIONS = 10


@needs("tiers.view")
@require_safe
def tier_scheme(request):
    return _page(request, SchemeForm(scheme=_newest()))


def _newest():
    """What the form begins with: the newest scheme, in force already or to come."""
    return TierScheme.objects.order_by("-pk").first() or ready_scheme()


def _page(request, form):
    today, cutoffs = timezone.localdate(), newest_cutoffs()
    scheme, silent = scheme_on(today), cutoffs.silent if cutoffs else []
    shares = []
    for side in SIDES:
        of_side = {code: scheme.weights.get(code, 0) for code, signal in signals().items() if signal.side == side}
        found = shared_out(of_side, silent)
        shares.append([(signals()[code].label, share) for code, share in found.items()])
    context = {
        "form": form,
        "scheme": scheme,
        "cutoffs": cutoffs,
        "shares": shares,
        "silent": [signals()[code].label for code in silent if code in signals()],
        "versions": TierScheme.objects.select_related("by").order_by("-pk")[:VERSIONS],
        "may_save": request.user.may("tiers.edit"),
        "today": today,
    }
    return render(request, "customers/tier_scheme.html", context, status=422 if form.errors else 200)


@needs("tiers.view")
@require_safe
def tier_preview(request):
    """What the form's scheme would do; `from` and `to` open the names of one cell."""
    form = SchemeForm(request.GET, scheme=_newest())
    context = {"form": form, "query": request.GET.urlencode()}
    if form.is_valid():
        preview = TierPreview(form.draft(), request.user, timezone.localdate())
        context["preview"] = preview
        before, after = request.GET.get("from", "")[:2], request.GET.get("to", "")[:2]
        if before and after:
            people = Customer.objects.visible_to(request.user).filter(pk__in=preview.names(before, after))
            context |= {"before": before, "after": after, "people": people.select_related("tier", "store", "keeper")}
            return render(request, "customers/_tier_names.html", context)
    return render(request, "customers/_tier_preview.html", context)


@needs("tiers.edit")
@require_POST
@once
def tier_scheme_save(request):
    form = SchemeForm(request.POST, scheme=_newest())
    if not form.is_valid():
        return _page(request, form)
    try:
        at_once = save_scheme(form.draft(), seen=form.cleaned_data["seen"], by=request.user)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    said = _("Saved: all customers stand by it now.") if at_once else _("Saved: it holds from the night on.")
    messages.success(request, said)
    return redirect("customers:tier-moves" if at_once else "customers:tier-scheme")


@needs("tiers.view")
@require_safe
def tier_entitlements(request):
    return _entitlements(request, entitlement_forms(None, scheme_on(timezone.localdate()).levels))


def _entitlements(request, forms):
    context = {"forms": forms, "normal": "".join(map(str, NORMAL)), "may_save": request.user.may("tiers.edit")}
    wrong = any(form.errors for form in forms)
    return render(request, "customers/tier_entitlements.html", context, status=422 if wrong else 200)


@needs("tiers.edit")
@require_POST
@once
def tier_entitlements_change(request):
    forms = entitlement_forms(request.POST, scheme_on(timezone.localdate()).levels)
    if any(form.errors for form in forms):
        return _entitlements(request, forms)
    changed = change_entitlements([form.entitlement() for form in forms], by=request.user)
    n = len(changed)
    done = ngettext("%(n)d tier gets something else now.", "%(n)d tiers get something else now.", n) % {"n": n}
    messages.success(request, done if changed else _("Nothing was changed."))
    return redirect("customers:tier-entitlements")


@needs("tiers.view")
@require_safe
def tier_moves(request):
    """The newest moves of the store, and above them whose tier a person has set."""
    customers = Customer.objects.visible_to(request.user)
    moves, by_hand = TierMove.objects.all(), TierOverride.objects.filter(ended_at=None, until__gte=timezone.localdate())
    if not request.user.is_owner:
        moves, by_hand = moves.filter(store=request.user.store_id), by_hand.filter(customer__in=customers)
    page = Paginator(moves.select_related("customer__keeper", "cutoffs", "store"), PER_PAGE)
    page = page.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "moves": [(move, reasons_of(move)) for move in page],
        "by_hand": by_hand.select_related("customer__keeper", "by").order_by("until", "pk")[:PER_PAGE],
    }
    return render(request, "customers/tier_moves.html", context)


@needs("customers.view")
@require_safe
def at_risk_list(request):
    """Whom of the store we may lose, the best tier first, with every cause in words."""
    customers, today = Customer.objects.visible_to(request.user), timezone.localdate()
    store, stores = chosen_store(request.user, request.GET.get("store"), or_all=True)
    customers = customers.filter(store=store) if store else customers
    counts = CustomerRisk.objects.filter(customer__in=customers.values("pk"), since__lte=today).order_by()
    counts = dict(counts.values_list("cause").annotate(Count("pk")))
    cause = request.GET.get("cause") if request.GET.get("cause") in risks() else ""
    found = at_risk(customers, today, cause).select_related("tier", "keeper", "store")
    found = found.order_by("tier__letter", "tier__level", "pk").prefetch_related("risks")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(customer, why_at_risk(customer)) for customer in page],
        "causes": [(risk.code, risk.label, counts.get(risk.code, 0)) for risk in risks().values()],
        "cause": cause,
        "store": store,
        "stores": stores,
    }
    return render(request, "customers/at_risk.html", context)
