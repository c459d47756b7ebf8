"""What the schedule does when something happens in the archive."""

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.actions.contacts import keep_for_service
from campaigns.assignees import bring_along, reassign, reassign_store
from campaigns.models import Contact, Touchpoint
from campaigns.planning import plan_store, replan_customers
from customers.models import Activity, Consent
from customers.needs_of_many import keep_next_purchases

# What of a customer the schedule asks for; a new note or phone number moves nothing.
ASKED_FOR = {"birthday", "wedding_day", "occupation", "source", "kind"}


def replan_customer(activity: Activity) -> None:
    """A changed birthday, the household's too, moves its touchpoint; an installation starts the care calls, an order
    that does not stand any more stops them."""
    changed = activity.data.get("changed", {}).keys()
    if not changed or changed & ASKED_FOR:
        replan_customers(activity.customer.store_id, [activity.customer_id], today=timezone.localdate())


def follow_customer(activity: Activity) -> None:
    """To another store: what people arranged and promised goes along, all else is planned anew by the rules there."""
    customer = activity.customer
    bring_along(customer)
    planned = Contact.objects.planned().filter(customer=customer)
    for store_id in sorted({customer.store_id, *planned.values_list("store_id", flat=True)}):
        replan_customers(store_id, [customer.pk], today=timezone.localdate())


def fall_silent(activity: Activity) -> None:
    """What the plan does not take back by itself, moved by a person or promised, is left out on a withdrawn channel."""
    channel = activity.data["channel"]
    planned = Contact.objects.planned().filter(customer=activity.customer)
    if channel == Consent.Channel.ALL:
        planned = planned.exclude(pk__in=keep_for_service(planned))
    else:
        planned = planned.filter(way=channel)
    why = _("The customer does not want this contact.")
    # The moment of the fact, by which they are known if it is taken back.
    skipped = Contact.State.SKIPPED
    Touchpoint.objects.planned().filter(contact__in=planned).update(state=skipped)
    planned.update(state=skipped, closed_at=activity.at, closed_why=why)


def follow_keeper(activity: Activity) -> None:
    """What was planned for the old keeper is the new one's to do."""
    reassign(activity.customer)


def follow_keepers(activity: Activity) -> None:
    reassign_store(activity.store)


def rank_anew(activity: Activity) -> None:
    """What stands in a home has changed: so has what the family needs next."""
    keep_next_purchases([activity.customer_id], timezone.localdate())


def replan_store(activity: Activity) -> None:
    plan_store(activity.store, today=timezone.localdate())
