"""Putting a contact off or leaving it out, taking that back, and the tab of all of one customer's."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.actions.contacts import postpone, skip
from campaigns.actions.undo import reopen
from campaigns.answers import day_and_distance
from campaigns.cards import members_of
from campaigns.forms import PostponeForm, SkipForm
from campaigns.guides import fill, left_open
from campaigns.models import Contact, Revisit, Touchpoint
from campaigns.views.today import questions_of, show_today
from customers.models import Customer
from dealercrm.lib.errors import Refused
from stores.access import needs

COMING, GONE = 20, 20


@needs("revisits.log")
@require_safe
def contact_questions(request, pk):
    """What its archive lacks, fetched by the card once somebody was reached."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).with_reasons(), pk=pk)
    return render(request, "campaigns/_questions.html", {"questions": questions_of(contact)})


@needs("revisits.log")
@require_POST
def contact_postpone(request, pk):
    contact, today = _visible(request, pk), timezone.localdate()
    to = _cleaned(PostponeForm(request.POST), "to")
    postpone(contact, by=request.user, to=to, now=timezone.now())
    told = {"name": contact.customer.name, "day": day_and_distance(to, today)}
    return _done(request, _("%(name)s: put off to %(day)s.") % told, contact)


@needs("revisits.log")
@require_POST
def contact_skip(request, pk):
    contact = _visible(request, pk)
    skip(contact, by=request.user, why=_cleaned(SkipForm(request.POST), "why"), now=timezone.now())
    return _done(request, _("%(name)s: left out this time.") % {"name": contact.customer.name}, contact)


@needs("revisits.log")
@require_POST
def contact_undo(request, pk):
    """Put off or left out by mistake: it stands on top of Today again."""
    contact = _visible(request, pk)
    if reopen(contact, by=request.user, now=timezone.now()):
        messages.info(request, _("Taken back: %(name)s.") % {"name": contact.customer.name})
    else:
        messages.info(request, _("This was taken back already."))
    return show_today(request, at=pk) if request.htmx else redirect(f"{reverse('campaigns:today')}?at={pk}")


@needs("touchpoints.view")
@require_safe
def contact_words(request, pk):
    """What the rules said to say when the contact was closed; they may say something else since (TP-2)."""
    contact = get_object_or_404(Contact.objects.visible_to(request.user).select_related("customer__store"), pk=pk)
    customer, moment = contact.customer, contact.closed_at or timezone.now()
    facts = {"name": customer.name, "salutation": customer.salutation or customer.name, "store": customer.store.name}
    reasons = contact.touchpoints.filter(rule__isnull=False).select_related("rule").order_by("-priority", "pk")
    words = [
        (reason, {name: left_open(fill(text, facts)) for name, text in reason.rule.words_at(moment).items()})
        for reason in reasons
    ]
    context = {"contact": contact, "customer": customer, "words": words}
    return render(request, "campaigns/contact_words.html", context)


@needs("touchpoints.view")
@require_safe
def customer_contacts(request, pk):
    """The tab on a customer's page: what is coming, what was said, what was left out, gave way or came too late."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    contacts = Contact.objects.filter(customer=customer).with_reasons().select_related("assignee")
    coming = list(contacts.planned().order_by("on", "pk")[:COMING])
    members = members_of(coming)
    missed = contacts.filter(state__in=["skipped", "expired", "withdrawn"]).order_by("-closed_at", "-pk")[:GONE]
    left_out = Touchpoint.objects.filter(customer=customer).left_out().order_by("-wanted_on", "pk")
    revisits = Revisit.objects.filter(customer=customer).select_related("by", "contact__leading__rule")[:GONE]
    context = {
        "customer": customer,
        "today": timezone.localdate(),
        "coming": [(contact, members.get(contact.leading.member_id)) for contact in coming],
        "missed": missed,
        "left_out": left_out.select_related("rule", "gave_way_to__rule", "gave_way_to__contact")[:GONE],
        "revisits": revisits,
    }
    return render(request, "campaigns/_customer_contacts.html", context)


def _visible(request, pk):
    return get_object_or_404(Contact.objects.visible_to(request.user).select_related("customer"), pk=pk)


def _cleaned(form, field):
    """The one thing the form asks for; Refused, in the form's own words, without it."""
    if not form.is_valid():
        raise Refused(" ".join(f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]))
    return form.cleaned_data[field]


def _done(request, sentence, contact):
    messages.success(request, sentence, extra_tags=reverse("campaigns:contact-undo", args=[contact.pk]))
    return show_today(request) if request.htmx else redirect("campaigns:today")
