"""What the schedule does when something happens in the archive."""

from django.utils import timezone

from campaigns.models import Touchpoint
from campaigns.planning import plan_store, reassign, reassign_store, replan_customers

# What of a customer the schedule asks for; a new note or phone number moves nothing.
ASKED_FOR = {"birthday", "occupation", "store", "source"}


def replan_customer(activity):
    """A changed birthday, the household's too, moves its touchpoint; an installation starts the care calls, an order
    that does not stand any more stops them."""
    customer, today = activity.customer, timezone.localdate()
    stores, changed = {customer.store_id}, activity.data.get("changed", {}).keys()
    if changed and not changed & ASKED_FOR:
        return
    if "store" in changed:
        planned = Touchpoint.objects.planned().filter(customer=customer, rule__isnull=False)
        stores |= set(planned.values_list("store_id", flat=True))
    for store_id in sorted(stores):
        replan_customers(store_id, [customer.pk], today=today)


def follow_keeper(activity):
    """What was planned for the old keeper is the new one's to do."""
    reassign(activity.customer)


def follow_keepers(activity):
    reassign_store(activity.store)


def replan_store(activity):
    plan_store(activity.store, today=timezone.localdate())
