"""Consent: a tab on the customer's page, and its form (AR-16)."""

from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.consent import record_consent
from customers.consent import Channel, standing
from customers.forms.consent import ConsentForm
from customers.models import Consent
from customers.views.parts import ArchivePart


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


# What was said stays: whoever changes their mind says so, and the newest word holds.
CONSENTS = ArchivePart(
    Consent, ConsentForm, _("What they allow"), lambda form, by: record_consent(form.about, by=by, **form.said),
    lambda customer: Consent(customer=customer), saved=_("Noted; the schedule follows it."),
    show=show, tab="customers:customer-consents",
)  # fmt: skip
customer_consents, consent_create = CONSENTS.listing(), CONSENTS.creating()
