"""The archive's own parts of a customer's page: fragments, fetched when they are looked at."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from customers.history import READ_AT_MOST, changes_of, labels, narrowed, page_of, steps
from customers.list_query import number
from customers.models import Customer
from customers.phone_access import OPENING
from customers.quality import quality_of
from customers.reader import Reader
from stores.access import needs

ENTRIES = 30


@needs("customers.view")
@require_safe
def customer_orders(request, pk):
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    orders = customer.orders.select_related("salesperson").prefetch_related("lines").order_by("-pk")
    orders = sorted(
        orders[:100], key=lambda order: (order.signed_on is None, order.signed_on or order.created_at.date())
    )
    return render(request, "customers/_orders.html", {"customer": customer, "orders": orders[::-1]})


@needs("customers.view")
@require_safe
def customer_outlook(request, pk):
    """How complete, fresh and true their archive is."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    quality = quality_of(customer, reader=request.user, today=timezone.localdate())
    return render(request, "customers/_quality.html", {"customer": customer, "quality": quality})


@needs("customers.view")
@require_safe
def customer_timeline(request, pk):
    """Newest first, 30 at a time; `before` is the id of the last entry shown."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    context = {"customer": customer, **timeline_of(customer, before=number(request.GET.get("before")))}
    return render(request, "customers/_timeline.html", context)


def timeline_of(customer, *, before=None):
    """{activities, more} for _timeline.html."""
    activities = customer.activities.exclude(kind__in=OPENING).order_by("-at", "-pk")
    if last := before and activities.filter(pk=before).first():
        activities = activities.filter(at__lte=last.at).exclude(at=last.at, pk__gte=last.pk)
    activities = list(activities[: ENTRIES + 1])
    return {"activities": activities[:ENTRIES], "more": len(activities) > ENTRIES}


@needs("customers.view")
@require_safe
def customer_history(request, pk):
    """What the database noted down of the archive, newest first; `before` is the id of the last change shown.

    Searched by `field` (its label), `by` (a name) and `word`, in what this reader may see.
    """
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    changes = list(changes_of(customer)[:READ_AT_MOST])
    all_steps = steps(changes, reader=Reader(request.user), customer=customer)
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("field", "by", "word")}
    before = number(request.GET.get("before"))
    shown, last = page_of(narrowed(all_steps, **asked), before=before, many=ENTRIES)
    context = {
        "customer": customer,
        "steps": shown,
        "asked": asked,
        "labels": labels(all_steps),
        "people": sorted({step.by for step in all_steps} - {""}),
        "is_older": bool(before),
        "last": urlencode({**asked, "before": last}) if last else None,
        "is_cut": len(changes) == READ_AT_MOST,
    }
    return render(request, "customers/_history.html", context)
