"""A store's rules: the list, a ready schedule in one click, and a change seen before it is kept (TP-3)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import reswap, retarget

from campaigns.actions.rules import (
    TRADES,
    add_rule,
    change_rule,
    natural,
    preview,
    ready_rules,
    restore_rule,
    retire_rule,
    set_up_schedule,
)
from campaigns.forms import RuleForm
from campaigns.models import OwnDay, StorePlan, TouchpointRule, Way
from campaigns.rule_sentence import sentence
from customers.listing import number
from customers.views.orphans import chosen_store
from dealercrm.lib.errors import Refused
from dealercrm.lib.punctuation import listed
from stores.access import needs
from stores.models import Store
from stores.sending import once, whole

Trigger = TouchpointRule.Trigger


# What a new rule of a kind begins with: days after.
USUAL = {Trigger.AFTER_SIGN: 1, Trigger.AFTER_DELIVERY: 1, Trigger.AFTER_INSTALL: 7, Trigger.STALE: 365,
         Trigger.STOCK_CHECK: 60}  # fmt: skip


@needs("rules.view")
@require_safe
def rule_list(request):
    store, stores = chosen_store(request.user, request.GET.get("store"))
    found = list(TouchpointRule.objects.filter(store=store).select_related("category"))
    codes = {rule.code for rule in found}
    lacking = {row["code"] for row in ready_rules()} - codes
    trades = [(code, name, len({row["code"] for row in ready_rules(code)} - codes)) for code, name in TRADES.items()]
    calendar = OwnDay.objects.calendar(store.pk if store else None)
    rules = [(rule, sentence(rule, calendar)) for rule in found if rule.retired_at is None]
    groups = [
        (label, [row for row in rules if row[0].trigger == kind]) for kind, label in TouchpointRule.Trigger.choices
    ]
    context = {
        "store": store,
        "stores": stores,
        "groups": [(label, found) for label, found in groups if found],
        "lacking": len(lacking),
        "trades": [each for each in trades if each[2]],
        "retired": [rule for rule in found if rule.retired_at],
        "plan": StorePlan.objects.filter(store=store).first(),
    }
    return render(request, "campaigns/rule_list.html", context)


@needs("rules.edit")
@require_POST
def rule_setup(request):
    """The ready-made schedule for one store; for the owner without naming one, for all that lack it."""
    stores = Store.objects.visible_to(request.user)
    if request.POST.get("store"):
        stores = [get_object_or_404(stores, pk=number(request.POST["store"]))]
    trade = request.POST.get("trade", "")
    if trade and trade not in TRADES:
        raise Http404
    done = [set_up_schedule(store, by=request.user, today=timezone.localdate(), trade=trade) for store in stores]
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
@once
def rule_create(request):
    """A rule of one's own, or with `copy` one like another; choosing its kind draws the form anew."""
    rule = _new_rule(request)
    form = RuleForm(request.POST or None, instance=rule, initial=_typed(request))
    if form.is_valid():
        try:
            changes = add_rule(rule, by=request.user, today=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            rule.pk = None
        else:
            messages.success(request, _("The rule stands: %(what)s.") % {"what": in_words(changes)})
            return redirect(f"{reverse('campaigns:rule-list')}?store={rule.store_id}")
    return _form_page(request, form)


@needs("rules.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def rule_update(request, pk):
    rule = _rule(request.user, pk)
    form = RuleForm(request.POST or None, instance=rule)
    if form.is_valid() and "preview" in request.POST:
        return _preview(request, form, TouchpointRule.objects.get(pk=pk), **form.cleaned_data)
    if form.is_valid():
        try:
            changes = change_rule(rule, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(what)s.") % {"what": in_words(changes)})
            return redirect(f"{reverse('campaigns:rule-list')}?store={rule.store_id}")
    return _form_page(request, form)


@needs("rules.edit")
@require_POST
@whole
def rule_preview(request):
    """What a rule that is not there yet would do; keeps nothing."""
    form = RuleForm(request.POST, instance=_new_rule(request))
    return _preview(request, form, form.instance) if form.is_valid() else _form_page(request, form)


@needs("rules.edit")
@require_safe
def rule_sentence(request):
    """The sentence of what is filled in so far."""
    form = RuleForm(request.GET, instance=_new_rule(request))
    form.is_valid()
    return HttpResponse(escape(sentence(form.instance, OwnDay.objects.calendar(form.instance.store_id))))


@needs("rules.edit")
@require_POST
@whole
def rule_retire(request, pk):
    rule = _rule(request.user, pk)
    changes = retire_rule(rule, by=request.user, today=timezone.localdate())
    undo = reverse("campaigns:rule-restore", args=[rule.pk])
    messages.success(
        request, _("“%(rule)s” is retired: %(what)s.") % {"rule": rule, "what": in_words(changes)}, extra_tags=undo
    )
    return redirect(f"{reverse('campaigns:rule-list')}?store={rule.store_id}")


@needs("rules.edit")
@require_POST
@whole
def rule_restore(request, pk):
    rule = _rule(request.user, pk)
    changes = restore_rule(rule, by=request.user, today=timezone.localdate())
    messages.success(request, _("“%(rule)s” is in use again: %(what)s.") % {"rule": rule, "what": in_words(changes)})
    return redirect(f"{reverse('campaigns:rule-list')}?store={rule.store_id}")


def _rule(staff, pk):
    rules = TouchpointRule.objects.select_related("store", "category")
    if not staff.is_owner:
        rules = rules.filter(store=staff.store_id)
    return get_object_or_404(rules, pk=pk)


def _new_rule(request):
    """An unsaved rule of the store that was chosen, of the kind that was chosen or copied."""
    sent = request.POST or request.GET
    rule = TouchpointRule()
    if copied := number(sent.get("copy")):
        rule = _rule(request.user, copied)
        rule.name = _("%(rule)s, once more") % {"rule": rule}
        rule.pk, rule._state.adding = None, True
    store, _stores = chosen_store(request.user, sent.get("store"))
    rule.store = store or get_object_or_404(Store, pk=request.user.store_id)
    trigger = sent.get("trigger", rule.trigger)
    if trigger != rule.trigger or not rule.trigger:
        rule.trigger = trigger if trigger in TouchpointRule.Trigger.values else TouchpointRule.Trigger.BIRTHDAY
        rule.nature, rule.way = natural(rule.trigger), rule.way or Way.CALL
        rule.after_days, rule.every_months, rule.at_least = USUAL.get(rule.trigger), 6, 40
    return rule


def _typed(request):
    """What was filled in before another kind was chosen."""
    names = request.GET.keys() & {"name", "way", "doer", "budget", "lead_days", "grace_days", "present"}
    return {name: request.GET[name] for name in names} if request.htmx else None


def _preview(request, form, rule, **changes):
    context = {"form": form, "rule": rule}
    try:
        context["preview"] = preview(rule, by=request.user, today=timezone.localdate(), **changes)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form)
    if request.htmx:
        return render(request, "campaigns/_effect.html", context)
    return _form_page(request, form, preview=context["preview"])


def _form_page(request, form, **context):
    rule = form.instance
    calendar = OwnDay.objects.calendar(rule.store_id)
    context |= {
        "form": form,
        "rule": rule,
        "copied": number((request.POST or request.GET).get("copy")),
        "sentence": sentence(rule, calendar),
        "triggers": TouchpointRule.Trigger.choices,
        "versions": [(each, sentence(_then(rule, each), calendar)) for each in rule.versions.all()] if rule.pk else (),
    }
    if not request.htmx:
        return render(request, "campaigns/rule_form.html", context, status=422 if form.errors else 200)
    response = render(request, "campaigns/_rule_form.html", context, status=422 if form.errors else 200)
    return reswap(retarget(response, "#rule"), "outerHTML")


def _then(rule, version):
    """The rule as it stood in a version, not to be saved."""
    values = {f"{name}_id" if name == "category" else name: value for name, value in version.values.items()}
    return TouchpointRule(trigger=rule.trigger, store_id=rule.store_id, **values)


def in_words(changes):
    parts = [
        ngettext("%(n)d touchpoint added", "%(n)d touchpoints added", changes.added) % {"n": changes.added},
        ngettext("%(n)d changed", "%(n)d changed", changes.moved) % {"n": changes.moved},
        ngettext("%(n)d withdrawn", "%(n)d withdrawn", changes.withdrawn) % {"n": changes.withdrawn},
    ]
    return listed(part for part, count in zip(parts, changes, strict=False) if count) or _("nothing moves")
