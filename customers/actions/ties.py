"""Who knows whom among the customers (AR-17)."""

from django.db import transaction
from django.utils.translation import gettext as _

from customers import facts
from customers.activity import record
from customers.models import Customer, Tie
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def tie(one: Customer, other: Customer, *, relation: str, by: Staff, note: str = "") -> Tie:
    """Note that two customers know each other; returns the Tie. A pair is tied once: said again, the new word holds.

    Refused with oneself.
    """
    if one.pk == other.pk:
        raise Refused(_("Choose somebody else: nobody is tied to themselves."))
    first, second = Customer.objects.select_for_update(no_key=True).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found, __ = Tie.objects.update_or_create(
        first=first, second=second, defaults={"relation": relation, "note": note.strip()}
    )
    _record(facts.TIE_ADDED, found, by)
    return found


@transaction.atomic
def untie(found: Tie, *, by: Staff) -> None:
    """Take a tie back that was noted by mistake. Refused where a colleague was faster."""
    found = Tie.objects.select_for_update().filter(pk=found.pk).first()
    if found is None:
        raise Refused(_("A colleague has removed this tie already."))
    _record(facts.TIE_REMOVED, found, by)
    found.delete()


def _record(kind: str, found: Tie, by: Staff) -> None:
    """Told on both timelines, each naming the other."""
    for customer, other in ((found.first, found.second), (found.second, found.first)):
        data = {"other": other.pk, "name": other.name, "relation": found.relation}
        record(kind, customer=customer, by=by, subject=found, data=data)
