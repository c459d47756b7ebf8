from django.db import transaction
from django.utils.translation import gettext as _

from customers.actions.customers import add_customer, known_numbers
from customers.actions.introductions import introduce
from customers.models import Customer
from dealercrm.lib.errors import Refused
from referrals.actions.steps import locked
from referrals.models import Referral
from stores.models import Staff


@transaction.atomic
def open_archive(referral: Referral, *, by: Staff) -> Customer:
    """The friend's own archive: the one with this number in the store, or a new lead; returns the Customer.

    A new one is kept by the referrer's keeper, whom the friend has heard of. Asked twice it is opened once.
    """
    referral = locked(referral)
    if referral.referee_id:
        return referral.referee
    if referral.state == Referral.State.LOST:
        raise Refused(_("This referral came to nothing; no archive is opened for it."))
    known = known_numbers(referral.store_id, [referral.phone]).first()
    referral.referee = known.customer if known else add_customer(lead_of(referral), phones=[referral.phone], by=by)
    referral.save(update_fields=["referee"])
    if referral.referee.is_lead:
        introduce(referral.referee, referral.referrer)
    return referral.referee


def lead_of(referral: Referral) -> Customer:
    return Customer(
        store=referral.store,
        keeper=referral.referrer.keeper,
        name=referral.name,
        source=Customer.Source.REFERRAL,
        introduced_by=referral.referrer,
        notes=referral.need,
    )
