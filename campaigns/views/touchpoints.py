"""Putting a touchpoint off or leaving it out, and the tab of all of one customer's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.touchpoints import postpone, skip
from campaigns.cards import members_of
from campaigns.forms import PostponeForm, SkipForm
from campaigns.models import Revisit, Touchpoint
from campaigns.views.revisits import counts
from customers.models import Customer
from dealercrm.lib.errors import Refused
from stores.access import needs

COMING, GONE = 20, 20


@needs("revisits.log")
@require_POST
def touchpoint_postpone(request, pk):
    touchpoint = _visible(request, pk)
    postpone(touchpoint, by=request.user, to=_cleaned(PostponeForm(request.POST), "to"), now=timezone.now())
    return _done(request, _("Put off."))


@needs("revisits.log")
@require_POST
def touchpoint_skip(request, pk):
    touchpoint = _visible(request, pk)
    skip(touchpoint, by=request.user, why=_cleaned(SkipForm(request.POST), "why"), now=timezone.now())
    return _done(request, _("Left out."))


@needs("touchpoints.view")
@require_safe
def customer_touchpoints(request, pk):
    """The tab on a customer's page: what is coming, what was said, what was left out or came too late."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    touchpoints = Touchpoint.objects.filter(customer=customer).select_related("rule", "promise", "assignee")
    coming = list(touchpoints.planned().order_by("due_on", "pk")[:COMING])
    members = members_of(coming)
    missed = touchpoints.filter(state__in=["skipped", "expired"]).order_by("-closed_at", "-pk")[:GONE]
    revisits = Revisit.objects.filter(customer=customer).select_related("by", "touchpoint__rule")[:GONE]
    context = {
        "customer": customer,
        "today": timezone.localdate(),
        "coming": [(touchpoint, members.get(touchpoint.member_id)) for touchpoint in coming],
        "missed": missed,
        "revisits": revisits,
    }
    return render(request, "campaigns/_customer_touchpoints.html", context)


def _visible(request, pk):
    return get_object_or_404(Touchpoint.objects.visible_to(request.user), pk=pk)


def _cleaned(form, field):
    """The one thing the form asks for; Refused, in the form's own words, without it."""
    if not form.is_valid():
        raise Refused(" ".join(f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]))
    return form.cleaned_data[field]


def _done(request, sentence):
    if request.htmx:
        return counts(request)
    messages.success(request, sentence)
    return redirect("campaigns:today")
