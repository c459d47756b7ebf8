"""A customer's coming year, month by month (TP-9)."""

from datetime import date, timedelta
from itertools import groupby

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.cards import members_of
from campaigns.coming_year import A_YEAR, expected
from campaigns.models import Contact, StorePlan
from campaigns.views.calendar import shifted
from customers.models import Customer
from stores.access import needs


@needs("touchpoints.view")
@require_safe
def coming_year(request, pk):
    """What is arranged with its day, way and who does it; and what the rules expect after the days planned."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).select_related("store"), pk=pk)
    today = timezone.localdate()
    plan = StorePlan.objects.filter(store=customer.store_id).first()
    arranged = Contact.objects.filter(customer=customer, on__lt=today + A_YEAR).planned().with_reasons()
    arranged = list(arranged.select_related("assignee").order_by("on", "pk"))
    later = expected(customer, after=plan.through, today=today) if plan and not customer.is_lead else []
    members = members_of(arranged)
    lines = [(contact.on, contact, members.get(contact.leading.member_id), None) for contact in arranged]
    lines += [(each.on, None, each.member, each.rule) for each in later]
    context = {
        "customer": customer,
        "today": today,
        "months": months_of(lines, today),
        "arranged": len(arranged),
        "later": len(later),
        "through": plan and plan.through - timedelta(days=1),
    }
    return render(request, "campaigns/coming_year.html", context)


def months_of(lines, today):
    """[(first day of the month, its lines)] of this month and the twelve that follow, empty ones too."""

    def month(line):
        return max(line[0], today).replace(day=1)  # what is late is still to be done this month

    found = {first: list(group) for first, group in groupby(sorted(lines, key=lambda line: line[0]), key=month)}
    first = date(today.year, today.month, 1)
    return [(shifted(first, n), found.get(shifted(first, n), [])) for n in range(13)]
