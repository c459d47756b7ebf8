"""A complaint that was heard is settled: greetings and offers to the household go on (TP-5)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import facts
from campaigns.models import Revisit
from campaigns.planning import replan_customers
from customers.activity import record
from dealercrm.lib.errors import Refused
from stores.models import Staff


@transaction.atomic
def settle_complaint(revisit: Revisit, *, by: Staff, now: datetime) -> Revisit:
    """Say that the complaint heard in it is settled; returns it. Refused without one, or where somebody was quicker."""
    row = Revisit.objects.select_for_update(no_key=True, of=("self",)).select_related("customer").get(pk=revisit.pk)
    if row.mood != Revisit.Mood.COMPLAINT:
        raise Refused(_("No complaint was heard in it."))
    if row.cleared_at:
        raise Refused(_("This complaint was settled already."))
    row.cleared_at, row.cleared_by = now, by
    row.save(update_fields=["cleared_at", "cleared_by"])
    record(facts.COMPLAINT_SETTLED, customer=row.customer, by=by, at=now, subject=row, data={"note": row.note})
    replan_customers(row.customer.store_id, [row.customer_id], today=timezone.localdate(now))
    return row
