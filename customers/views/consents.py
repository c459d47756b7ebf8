"""Consent: a tab on the customer's page, and its form (AR-16)."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from customers import facts
from customers.actions.consent import record_consent
from customers.consent import Channel, standing
from customers.forms.consent import ConsentForm
from customers.forms.minors_in_text import keep_marks
from customers.views.parts import customer_of, done, show_form
from stores.access import needs
from stores.sending import once

TAB = "customers:customer-consents"


@needs("customers.view")
@require_safe
def customer_consents(request, pk):
    return show(request, customer_of(request, pk))


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def consent_create(request, customer_pk):
    customer = customer_of(request, customer_pk)
    asked = {name: request.GET[name] for name in ("channel", "is_given") if name in request.GET}
    form = ConsentForm(request.POST or None, initial={"on": timezone.localdate()} | asked)
    if form.is_valid():
        record_consent(customer, by=request.user, **form.said)
        keep_marks(customer, form, by=request.user)
        return done(request, _("Noted; the schedule follows it."), customer=customer, tab=TAB, show=show)
    return show_form(request, form, customer=customer, heading=_("What they allow"), tab=TAB)


def show(request, customer):
    held = standing(customer)
    context = {
        "customer": customer,
        "channels": [(channel.label, held.get(channel.value)) for channel in Channel if channel != Channel.ALL],
        "everything": held.get(Channel.ALL),
        "consents": customer.consents.select_related("by"),
        "erasure": customer.activities.filter(kind=facts.ARCHIVE_ERASED).first(),
    }
    return render(request, "customers/_consents.html", context)
