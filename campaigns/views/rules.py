"""A store's rules: the list, a ready schedule in one click, and a change seen before it is kept (TP-3)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from campaigns.actions.rules import change_rule, preview, ready_rules, set_up_schedule
from campaigns.forms import RuleForm
from campaigns.models import StorePlan, TouchpointRule
from customers.listing import number
from customers.views.orphans import chosen_store
from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed
from stores.access import needs
from stores.models import Store
from stores.sending import whole


@needs("rules.view")
@require_safe
def rule_list(request):
    store, stores = chosen_store(request.user, request.GET.get("store"))
    rules = list(TouchpointRule.objects.filter(store=store).select_related("category"))
    lacking = {row["code"] for row in ready_rules()} - {rule.code for rule in rules}
    groups = [
        (label, [rule for rule in rules if rule.trigger == kind]) for kind, label in TouchpointRule.Trigger.choices
    ]
    context = {
        "store": store,
        "stores": stores,
        "groups": [(label, found) for label, found in groups if found],
        "lacking": len(lacking),
        "plan": StorePlan.objects.filter(store=store).first(),
    }
    return render(request, "campaigns/rule_list.html", context)


@needs("rules.edit")
@require_POST
def rule_setup(request):
    """The ready-made schedule for one store; for the owner without naming one, for all that lack it."""
    stores = Store.objects.all() if request.user.is_owner else Store.objects.filter(pk=request.user.store_id)
    if request.POST.get("store"):
        stores = [get_object_or_404(stores, pk=number(request.POST["store"]))]
    done = [set_up_schedule(store, by=request.user, today=timezone.localdate()) for store in stores]
    rules, planned = sum(each.rules for each in done), sum(each.planned.added for each in done)
    if not done:
        raise Refused(_("There is no store yet."))
    if rules:
        words = _("The schedule stands: %(rules)d rules, %(planned)d touchpoints planned for the coming 90 days.")
        messages.success(request, words % {"rules": rules, "planned": planned})
    else:
        messages.info(request, _("Nothing was missing: every ready-made rule is there."))
    wanted = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        wanted = reverse("campaigns:rule-list")
        wanted += f"?store={stores[0].pk}" if request.POST.get("store") else ""
    return redirect(wanted)


@needs("rules.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def rule_update(request, pk):
    """The form; its button "show" asks by htmx for what the change would do, "save" does it."""
    rules = TouchpointRule.objects.select_related("store", "category")
    if not request.user.is_owner:
        rules = rules.filter(store=request.user.store_id)
    rule = get_object_or_404(rules, pk=pk)
    form = RuleForm(request.POST or None, instance=rule)
    context = {"form": form, "rule": rule}
    if form.is_valid():
        if "preview" not in request.POST:
            changes = change_rule(rule, by=request.user, today=timezone.localdate(), **form.cleaned_data)
            messages.success(request, _("Saved: %(what)s.") % {"what": in_words(changes)})
            return redirect(f"{reverse('campaigns:rule-list')}?store={rule.store_id}")
        context["preview"] = preview(rule, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        if request.htmx:
            return render(request, "campaigns/_effect.html", context)
    if not request.htmx:
        return render(request, "campaigns/rule_form.html", context, status=422 if form.errors else 200)
    response = render(request, "campaigns/_rule_form.html", context, status=422)
    return reswap(retarget(response, "#rule"), "outerHTML")


def in_words(changes):
    parts = [
        ngettext("%(n)d touchpoint added", "%(n)d touchpoints added", changes.added) % {"n": changes.added},
        ngettext("%(n)d changed", "%(n)d changed", changes.moved) % {"n": changes.moved},
        ngettext("%(n)d withdrawn", "%(n)d withdrawn", changes.withdrawn) % {"n": changes.withdrawn},
    ]
    return listed(part for part, count in zip(parts, changes, strict=False) if count) or _("nothing moves")
