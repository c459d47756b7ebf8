"""Since when a customer counts as an old one; whom an intermediary brought, once the store deals with them (AR-1)."""

from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.tiers import retier
from customers.activity import record
from customers.customer_since import old_since
from customers.models import Customer
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def deal_directly(customer: Customer, *, by: Staff, on: date, today: date | None = None) -> Customer:
    """Somebody in the store deals with them directly since the day `on`: from now on their orders make an old customer.

    Refused where no intermediary stood between, twice, and for a day to come.
    """
    today = today or timezone.localdate()
    customers = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store")
    row = customers.get(pk=customer.pk)
    if not row.came_through_intermediary:
        raise Refused(_("Nobody stands between: this customer did not come through an intermediary."))
    if row.direct_since:
        raise Refused(_("That is so already, since %(day)s.") % {"day": row.direct_since})
    if on > today:
        raise Refused(_("%(day)s is still to come: only what has happened can be noted.") % {"day": on})
    row.direct_since = on
    row.save(update_fields=["direct_since", "updated_at"])
    count_since(row, today=today)
    record(facts.DIRECT_DEALING, customer=row, by=by, data={"on": str(on)})
    customer.direct_since, customer.customer_since = row.direct_since, row.customer_since
    return row


def count_since(customer: Customer, *, today: date) -> None:
    """Since when the customer counts as an old one, and the tier that follows; saved where it changed."""
    first = customer.orders.standing().aggregate(first=Min("signed_on"))["first"]
    introducer = customer.introduced_by.kind if customer.introduced_by_id else ""
    since = old_since(
        first,
        source=customer.source,
        direct_since=customer.direct_since,
        introducer=introducer,
        bought_by=customer.bought_by,
    )
    if since != customer.customer_since:
        customer.customer_since = since
        customer.save(update_fields=["customer_since", "updated_at"])
    retier([customer.pk], today=today)


def count_introduced(customer: Customer, *, today: date) -> None:
    """Those an archive introduced, once it is an intermediary's or is none any more."""
    for introduced in customer.introduced.select_for_update(no_key=True, of=("self",)).order_by("pk"):
        count_since(introduced, today=today)
