"""Writing down what a customer allows and withdraws, channel by channel (AR-16)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.activity import record
from customers.consent import Channel, suppressed
from customers.models import Consent, Customer
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def record_consent(
    customer: Customer,
    *,
    channel: str,
    is_given: bool,
    how: str,
    wording: str,
    by: Staff | None,
    at: datetime,
    now: datetime | None = None,
) -> Consent:
    """Add what was said about a channel at a time; returns the Consent. Earlier rows stay: the newest holds.

    The schedule follows from the fact. Refused without the words, for a time to come, and for an erased archive.
    """
    row = Customer.objects.select_for_update(no_key=True).select_related("store").get(pk=customer.pk)
    wording = wording.strip()
    if not wording:
        raise Refused(_("Write down in which words it was said."))
    if at > (now or timezone.now()):
        raise Refused(_("This time is still to come."))
    consent = Consent.objects.create(
        customer=row, channel=channel, is_given=is_given, how=how, wording=wording, at=at, by=by
    )
    _announce(consent, row, by)
    return consent


def heed_suppression(customer: Customer, addresses: list[str], *, by: Staff, now: datetime | None = None) -> None:
    """An archive that gets a number whose owner asked to be forgotten is a do-not-contact one from its first day.

    Unless the person has said something newer: then that holds.
    """
    if customer.consents.filter(channel=Channel.ALL).exists() or not suppressed(addresses):
        return
    consent = Consent.objects.create(
        customer=customer,
        channel=Channel.ALL,
        is_given=False,
        how=Consent.How.ERASURE,
        wording=_("The owner of this number had an earlier archive erased and wants to be left alone."),
        at=now or timezone.now(),
        by=by,
    )
    _announce(consent, customer, by)


def _announce(consent: Consent, customer: Customer, by: Staff | None) -> None:
    kind = facts.CONSENT_GIVEN if consent.is_given else facts.CONSENT_WITHDRAWN
    data = {"channel": consent.channel, "how": consent.how, "wording": consent.wording}
    record(kind, customer=customer, by=by, subject=consent, data=data)
