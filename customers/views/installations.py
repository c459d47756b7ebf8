"""What is to be installed: the crew's home on the phone, and the store's view of it."""

from datetime import timedelta
from itertools import groupby

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.models import Order
from stores.access import needs

AT_MOST = 200
# A workbook brings orders of years ago that nobody noted as installed; they are no work for tomorrow.
FORGOTTEN_AFTER = timedelta(days=90)


@needs("installations.view")
@require_safe
def installation_list(request):
    """Orders that are signed and not installed, by day: overdue first, without a day last."""
    today = timezone.localdate()
    orders = (
        Order.objects.visible_to(request.user)
        .to_install_since(today - FORGOTTEN_AFTER)
        .select_related("customer", "crew", "store")
        .prefetch_related("lines", "customer__phones")
        .order_by("planned_install_on", "pk")[:AT_MOST]
    )
    days = [
        (title, [(order, to_call(order)) for order in group])
        for title, group in groupby(orders, key=lambda order: day_title(order, today))
    ]
    return render(request, "customers/installation_list.html", {"days": days, "today": today})


def to_call(order):
    """Their first number in full: who goes there, or sends the crew, calls them (ST-5)."""
    return next((phone.number for phone in order.customer.phones.all()), "")


def day_title(order, today):
    day = order.planned_install_on
    if day is None:
        return _("No day agreed yet")
    if day < today:
        return _("Overdue")
    return {0: _("Today"), 1: _("Tomorrow")}.get((day - today).days, day)
