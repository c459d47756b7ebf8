"""Putting a touchpoint off or leaving it out, taking that back, and the tab of all of one customer's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.touchpoints import postpone, skip
from campaigns.actions.undo import reopen
from campaigns.answers import day_and_distance
from campaigns.cards import members_of
from campaigns.forms import PostponeForm, SkipForm
from campaigns.models import Revisit, Touchpoint
from campaigns.views.today import questions_of, show_today
from customers.models import Customer
from dealercrm.lib.errors import Refused
from stores.access import needs

COMING, GONE = 20, 20


@needs("revisits.log")
@require_safe
def touchpoint_questions(request, pk):
    """What its archive lacks, fetched by the card once somebody was reached."""
    touchpoint = get_object_or_404(Touchpoint.objects.visible_to(request.user).select_related("rule"), pk=pk)
    return render(request, "campaigns/_questions.html", {"questions": questions_of(touchpoint)})


@needs("revisits.log")
@require_POST
def touchpoint_postpone(request, pk):
    touchpoint, today = _visible(request, pk), timezone.localdate()
    to = _cleaned(PostponeForm(request.POST), "to")
    postpone(touchpoint, by=request.user, to=to, now=timezone.now())
    told = {"name": touchpoint.customer.name, "day": day_and_distance(to, today)}
    return _done(request, _("%(name)s: put off to %(day)s.") % told, touchpoint)


@needs("revisits.log")
@require_POST
def touchpoint_skip(request, pk):
    touchpoint = _visible(request, pk)
    skip(touchpoint, by=request.user, why=_cleaned(SkipForm(request.POST), "why"), now=timezone.now())
    return _done(request, _("%(name)s: left out this time.") % {"name": touchpoint.customer.name}, touchpoint)


@needs("revisits.log")
@require_POST
def touchpoint_undo(request, pk):
    """Put off or left out by mistake: it stands on top of Today again."""
    touchpoint = _visible(request, pk)
    if reopen(touchpoint, by=request.user, now=timezone.now()):
        messages.info(request, _("Taken back: %(name)s.") % {"name": touchpoint.customer.name})
    else:
        messages.info(request, _("This was taken back already."))
    return show_today(request, at=pk) if request.htmx else redirect(f"{reverse('campaigns:today')}?at={pk}")


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
    return get_object_or_404(Touchpoint.objects.visible_to(request.user).select_related("customer"), pk=pk)


def _cleaned(form, field):
    """The one thing the form asks for; Refused, in the form's own words, without it."""
    if not form.is_valid():
        raise Refused(" ".join(f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]))
    return form.cleaned_data[field]


def _done(request, sentence, touchpoint):
    messages.success(request, sentence, extra_tags=reverse("campaigns:touchpoint-undo", args=[touchpoint.pk]))
    return show_today(request) if request.htmx else redirect("campaigns:today")
