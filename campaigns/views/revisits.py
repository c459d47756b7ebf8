"""Logging a contact: from a card of Today in three taps, or from a page of its own."""

from uuid import uuid4

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from campaigns.actions.revisits import log_revisit
from campaigns.cards import cards
from campaigns.forms import RevisitForm
from campaigns.models import Touchpoint
from campaigns.querysets import RowCount
from campaigns.views.today import logged_by
from customers.forms.minors_in_text import keep_marks
from customers.models import Customer
from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.models import Staff
from stores.sending import once

NAMED = ("store", "keeper", "name", "community", "building", "unit", "room", "address")  # of whom the page speaks


@needs("revisits.log")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def revisit_create(request, customer_pk):
    """The page; and what a card of Today posts to, which is then swapped for nothing but the new counts."""
    now = timezone.now()
    customer, touchpoint = who_and_why(request, customer_pk)
    initial = {"key": uuid4(), "way": touchpoint.way if touchpoint else "call"}
    form = RevisitForm(request.POST or None, initial=initial, today=timezone.localdate(now))
    if form.is_valid():
        log_revisit(customer, by=request.user, now=now, touchpoint=touchpoint, **form.cleaned_data)
        keep_marks(customer, form, by=request.user)
        if request.htmx:
            return counts(request)
        messages.success(request, _("Logged: %(name)s.") % {"name": customer.name})
        return redirect("campaigns:today" if touchpoint else customer)
    if touchpoint and request.htmx and form.child_words and form.errors.keys() <= form.child_words.keys():
        question = render(request, "customers/_about_children.html", {"asking": form}, status=422)
        return reswap(retarget(question, f"#about-{touchpoint.pk}"), "innerHTML")
    if form.errors and request.htmx:
        raise Refused(" ".join(f"{form[name].label}: {error}" for name in form.errors for error in form.errors[name]))
    context = {"form": form, "customer": customer, "touchpoint": touchpoint}
    if touchpoint:
        rows = Touchpoint.objects.filter(pk=touchpoint.pk)
        (context["card"],) = cards(rows, staff=request.user, today=timezone.localdate(now))
    return render(request, "campaigns/revisit_form.html", context, status=422 if form.errors else 200)


def who_and_why(request, customer_pk):
    """The customer, and the touchpoint named in the query or the form; None without one, 404 if it is not theirs."""
    number = request.POST.get("touchpoint") or request.GET.get("touchpoint")
    if not number:
        return get_object_or_404(Customer.objects.visible_to(request.user).only(*NAMED), pk=customer_pk), None
    visible = Touchpoint.objects.visible_to(request.user).select_related("rule", "customer__keeper")
    known = number if number.isascii() and number.isdigit() and len(number) < 19 else 0
    touchpoint = get_object_or_404(visible, pk=known, customer=customer_pk)
    return touchpoint.customer, touchpoint


def counts(request):
    """What replaces a card that was answered: nothing, beside the counts at the top of the page."""
    day = timezone.localdate()
    counted = {"left": Touchpoint.objects.todo_of(request.user).due(day), "done": logged_by(request.user, day)}
    counted = {name: RowCount(rows.order_by().values("pk")) for name, rows in counted.items()}
    found = Staff.objects.filter(pk=request.user.pk).values(**counted).get()
    return render(request, "campaigns/_counts.html", {**found, "swap": True})
