"""The manager's monthly calls: are the archives true (AR-9)?"""

from django.contrib import messages
from django.db.models import Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.actions.checks import record_check
from customers.callsheet import questions
from customers.consent import left_alone
from customers.models import ArchiveCheck, Order
from customers.views.orphans import chosen_store
from stores.access import needs

MONTHS_SHOWN = 12


@needs("archives.check")
@require_safe
def check_list(request):
    """The archives of one store and month, those still to be called first."""
    store, stores = chosen_store(request.user, request.GET.get("store"))
    checks = ArchiveCheck.objects.filter(store=store)
    months = list(checks.order_by("-month").values_list("month", flat=True).distinct()[:MONTHS_SHOWN])
    month = next((month for month in months if month.isoformat() == request.GET.get("month")), None)
    month = month or (months[0] if months else None)
    orders = Order.objects.standing().order_by("-signed_on", "-pk").prefetch_related("lines")
    # Nobody is called who wants no calls since it was drawn, and another store's customers are not shown here.
    silent = Q(customer__in=left_alone()) | Q(customer__erased_at__isnull=False)
    rows = checks.filter(month=month, customer__store=store).exclude(silent, result="")
    rows = rows.select_related("customer__keeper", "checked_by")
    rows = rows.prefetch_related("customer__phones", Prefetch("customer__orders", orders)).order_by("checked_at", "pk")
    cards = [(check, questions(check.customer)) for check in rows]
    waiting = [card for card in cards if not card[0].result]
    context = {
        "store": store, "stores": stores, "months": months, "month": month,
        "cards": waiting + [card for card in cards if card[0].result],
        "waiting": len(waiting), "results": ArchiveCheck.Result.choices,
    }  # fmt: skip
    return render(request, "customers/check_list.html", context)


@needs("archives.check")
@require_POST
def check_record(request, pk):
    checks = (
        ArchiveCheck.objects.all()
        if request.user.is_owner
        else ArchiveCheck.objects.filter(store=request.user.store_id)
    )
    check = get_object_or_404(checks, pk=pk)
    result, note = request.POST.get("result", ""), request.POST.get("note", "")[:300]
    record_check(check, result=result, note=note, by=request.user, now=timezone.now())
    messages.success(request, _("Noted."))
    query = f"?store={check.store_id}&month={check.month:%Y-%m-%d}"
    return redirect(reverse("customers:check-list") + query)
