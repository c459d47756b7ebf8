"""A customer moves to another store: what goes along, and what stays where it happened (ST-1)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.keepers import check_keeper
from customers.actions.tiers import retier
from customers.activity import record, refuse_erased
from customers.models import ArchiveCheck, Customer, LikelyDuplicate, Suspicion
from customers.search import keep_search
from dealercrm.lib.errors import Refused
from stores.models import Staff, Store


@transaction.atomic
def move_to_store(customer: Customer, *, to: Store, keeper: Staff | None, by: Staff, now: datetime) -> None:
    """From now on the store `to` looks after this customer, and there `keeper`, or nobody yet.

    The archive goes along with its tier and whatever is still to be done: an order not signed yet, an open suspicion;
    other floors bring theirs (dealercrm/reactions.py). What has happened stays with the store where it happened, and
    counts there: signed orders, contacts, recommendations. What only the former store could have answered goes: the
    call of its monthly check, a likeness to an archive that stays behind.
    """
    rows = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store", "keeper")
    row = rows.get(pk=customer.pk)
    refuse_erased(row)
    if row.store_id == to.pk:
        raise Refused(_("%(name)s is a customer of this store already.") % {"name": row.name})
    if keeper:
        check_keeper(keeper, to.pk)
    data = {"from": row.store.name, "to": to.name, "keeper": keeper.name if keeper else ""}
    row.store, row.keeper = to, keeper
    row.save(update_fields=["store", "keeper"])
    unsigned = row.orders.filter(signed_on=None, cancelled_on=None, returned_on=None)
    unsigned.update(store=to, salesperson=keeper, crew=None)
    Suspicion.objects.filter(customer=row, cleared_at=None).update(store=to)
    ArchiveCheck.objects.filter(customer=row, result="").delete()
    LikelyDuplicate.objects.filter(Q(first=row) | Q(second=row), two_people_at=None).delete()
    keep_search([row.pk])
    retier([row.pk], today=timezone.localdate(now))
    record(facts.CUSTOMER_MOVED, customer=row, by=by, at=now, data=data)
    customer.store, customer.keeper = to, keeper
