"""Logging a contact: from the card of Today in two taps, or from a page of its own; and taking it back."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, retarget

from campaigns.actions.complaints import settle_complaint
from campaigns.actions.revisits import log_revisit
from campaigns.actions.undo import undo_revisit
from campaigns.answers import what_became_of
from campaigns.cards import card_of, queued
from campaigns.forms import RevisitForm
from campaigns.models import Contact, Revisit
from campaigns.views.today import questions_of, show_today
from customers.forms.minors_in_text import asking, keep_marks
from customers.models import Customer
from stores.access import needs
from stores.sending import once

NAMED = ("store", "keeper", "name", "community", "building", "unit", "room", "address")  # of whom the page speaks


@needs("revisits.log")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def revisit_create(request, customer_pk):
    """The page; and what the card of Today posts to, which is answered with the next card."""
    now = timezone.now()
    day = timezone.localdate(now)
    customer, contact = who_and_why(request, customer_pk)
    initial = {"key": uuid4(), "way": contact.way if contact else "call"}
    form = RevisitForm(request.POST or None, initial=initial, today=day)
    questions = questions_of(contact, request.POST or None)
    forms = [form, questions] if questions else [form]
    if all([each.is_valid() for each in forms]):  # noqa: C419 - each says what is wrong with it
        entry = form.cleaned_data | {"learned": questions.learned if questions else {}}
        revisit = log_revisit(customer, by=request.user, now=now, contact=contact, **entry)
        keep_marks(customer, *forms, by=request.user)
        sentence = what_became_of(revisit, customer.name, contact, refuses=form.cleaned_data["refuses"], today=day)
        messages.success(request, sentence, extra_tags=reverse("campaigns:revisit-undo", args=[revisit.pk]))
        if request.htmx:
            return show_today(request)
        return redirect("campaigns:today" if contact else customer)
    if contact and request.htmx:  # beside the button, where the thumb is
        wrong = {"forms": forms, "asking": asking(*forms)}
        answer = render(request, "campaigns/_what_is_wrong.html", wrong, status=422)
        return reswap(retarget(answer, f"#about-{contact.pk}"), "innerHTML")
    context = {"form": form, "questions": questions, "customer": customer, "contact": contact}
    context["asking"] = asking(*forms)
    if contact:
        row = queued(Contact.objects.filter(pk=contact.pk)).get()
        context["card"] = card_of(row, staff=request.user, today=day)
    status = 422 if any(each.errors for each in forms) else 200
    return render(request, "campaigns/revisit_form.html", context, status=status)


@needs("revisits.log")
@require_POST
def revisit_undo(request, pk):
    """Taken back, it stands on top of Today again."""
    revisit = Revisit.objects.filter(pk=pk).first()
    if revisit and not Customer.objects.visible_to(request.user).filter(pk=revisit.customer_id).exists():
        raise Http404
    customer = undo_revisit(pk, by=request.user, now=timezone.now())
    if customer:
        messages.info(request, _("Taken back: %(name)s.") % {"name": customer.name})
    else:
        messages.info(request, _("This was taken back already."))
    at = revisit.contact_id if revisit else ""
    if request.htmx:
        return show_today(request, at=at or "")
    return redirect(f"{reverse('campaigns:today')}?at={at}" if at or not customer else customer)


@needs("revisits.log")
@require_POST
def revisit_settle(request, pk):
    """The complaint heard in it is settled."""
    customers = Customer.objects.visible_to(request.user)
    revisit = get_object_or_404(Revisit.objects.filter(customer__in=customers).select_related("customer"), pk=pk)
    settle_complaint(revisit, by=request.user, now=timezone.now())
    told = {"name": revisit.customer.name}
    messages.success(request, _("%(name)s: the complaint is settled. Greetings and offers go on.") % told)
    return redirect("campaigns:board" if request.POST.get("next") == "board" else revisit.customer)


def who_and_why(request, customer_pk):
    """The customer, and the contact named in the query or the form; None without one, 404 if it is not theirs."""
    number = request.POST.get("contact") or request.GET.get("contact")
    if not number:
        return get_object_or_404(Customer.objects.visible_to(request.user).only(*NAMED), pk=customer_pk), None
    visible = Contact.objects.visible_to(request.user).with_reasons().select_related("customer__keeper")
    known = number if number.isascii() and number.isdigit() and len(number) < 19 else 0
    contact = get_object_or_404(visible, pk=known, customer=customer_pk)
    return contact.customer, contact
