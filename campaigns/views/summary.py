"""What a customer's page opens on: the next step, the last contact, what they need, and then what happened."""

from dataclasses import replace

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.cards import members_of
from campaigns.models import Contact, Revisit
from customers import facts
from customers.models import Customer
from customers.needs import SOON, window
from customers.needs_of_many import outlook_of
from customers.reader import Reader
from customers.views.tabs import timeline_of
from stores.access import needs

NEXT, SAID = 2, 3
WORTH_NAMING = 2 * SOON  # what is needed in ten years is no subject for the next call


@needs("touchpoints.view")
@require_safe
def customer_summary(request, pk):
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    today, reader = timezone.localdate(), Reader(request.user)
    planned = Contact.objects.filter(customer=customer).planned().with_reasons().select_related("assignee")
    coming = list(planned.order_by("on", "pk")[:NEXT])
    members = members_of(coming)
    revisits = Revisit.objects.filter(customer=customer).order_by("-at", "-pk").select_related("by")
    earlier = customer.activities.filter(kind=facts.OLD_CONTACT_NOTED).order_by("-at")
    last = revisits.reached().first()
    needed, chance = outlook_of(customer, today)
    context = {
        "customer": customer,
        "today": today,
        "coming": [(contact, members.get(contact.leading.member_id)) for contact in coming],
        "order": customer.orders.open().filter(installed_on=None).order_by("-pk").first(),
        "last": last,
        "earlier": None if last else earlier.first(),
        "said": revisits.exclude(needs="")[:SAID],  # what a person said comes before what was worked out
        "needs": [
            replace(need, what=reader.words(customer, str(need.what)))
            for need in needed
            if need.from_on is None or need.from_on <= today + WORTH_NAMING
        ],
        "chance": chance,
        "window": window(needed, today),
        **timeline_of(customer),
    }
    return render(request, "campaigns/_customer_summary.html", context)
