from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.forms.minors_in_text import keep_marks
from customers.models import Customer
from customers.reader import Reader
from dealercrm.lib.errors import Refused
from dealercrm.lib.keyset import keyset_page
from referrals.actions.archive import open_archive
from referrals.actions.record import record_referral
from referrals.actions.steps import advance_referral, lose_referral
from referrals.circle import circle_of, drawn
from referrals.forms import ReferralFilter, ReferralForm
from referrals.models import Referral
from stores.access import needs
from stores.sending import once

PER_PAGE = 25
SHOWN_OF_ONE = 50  # of one customer; the list holds the rest


@needs("referrals.view")
@require_safe
def referral_list(request):
    chosen = ReferralFilter(request.GET, staff=request.user)
    referrals = chosen.chosen(for_rows(Referral.objects.visible_to(request.user)))
    page = keyset_page(referrals, request.GET, by="recorded_at", size=PER_PAGE)
    show_phones(page.rows, request.user)
    context = {"filter": chosen, "page": page, "is_filtered": any(request.GET.values())}
    return render(request, "referrals/referral_list.html", context)


@needs("referrals.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def referral_create(request, customer_pk):
    referrer = get_object_or_404(
        Customer.objects.visible_to(request.user).select_related("store", "keeper"), pk=customer_pk
    )
    form = ReferralForm(request.POST or None)
    if form.is_valid():
        try:
            referral = record_referral(referrer, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as no:
            form.add_error(None, str(no))
        else:
            keep_marks(referrer, form, by=request.user)
            messages.success(request, _("%(name)s is written down.") % {"name": referral})
            shown_there = f"{referrer.get_absolute_url()}?tab=referrals#referral-{referral.pk}"
            return redirect(request.path if "another" in request.POST else shown_there)
    named = list(referrer.referrals_made.filter(recorded_at__gte=today_began()).order_by("recorded_at", "pk"))
    context = {"form": form, "referrer": referrer, "named": named}
    return render(request, "referrals/referral_form.html", context, status=422 if form.errors else 200)


@needs("referrals.edit")
@require_POST
def referral_advance(request, pk):
    referral = visible(request, pk)
    return shown(request, advance_referral(referral, by=request.user, to=request.POST.get("to"), now=timezone.now()))


@needs("referrals.edit")
@require_POST
def referral_lose(request, pk):
    reason = request.POST.get("reason", "")[: Referral._meta.get_field("lost_reason").max_length]
    return shown(request, lose_referral(visible(request, pk), by=request.user, reason=reason, now=timezone.now()))


@needs("referrals.edit")
@require_POST
def referral_archive(request, pk):
    return redirect(open_archive(visible(request, pk), by=request.user))


@needs("referrals.view")
@require_safe
def customer_referrals(request, pk):
    """The tab on a customer's page: whom they brought, and who brought them."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    visible_rows = for_rows(Referral.objects.visible_to(request.user))
    made = list(visible_rows.filter(referrer=customer)[:SHOWN_OF_ONE])
    received = list(visible_rows.filter(referee=customer)[:SHOWN_OF_ONE])
    show_phones([*made, *received], request.user)
    context = {"customer": customer, "made": made, "received": received}
    return render(request, "referrals/_customer_referrals.html", context)


def visible(request, pk):
    return get_object_or_404(Referral.objects.visible_to(request.user), pk=pk)


def for_rows(referrals):
    return referrals.select_related("referrer__keeper", "referee", "recorded_by", "store", "order")


def show_phones(referrals, staff):
    """Note on each row whether `staff` may read its number (ST-5); a closed one is called no more."""
    for referral in referrals:
        referral.phone_is_shown = referral.is_open and referral.numbers_are_read_by(Reader(staff))


def shown(request, referral):
    """The row as it is now: for htmx in its place, else on the list."""
    if not request.htmx:
        return redirect("referrals:referral-list")
    referral = for_rows(Referral.objects).get(pk=referral.pk)
    show_phones([referral], request.user)
    return render(request, "referrals/_referral.html", {"referral": referral})


def today_began():
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


@needs("referrals.view")
@require_safe
def circle(request, customer_pk):
    """Two hops around a customer, as a picture and as a table of who can bring whom."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=customer_pk)
    found = circle_of(customer, reader=request.user)
    context = {"circle": found, "drawn": drawn(found), "everybody": [found.centre, *found.people]}
    return render(request, "referrals/circle.html", context)
