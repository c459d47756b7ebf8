"""The owner's page of who read how many numbers (ST-5)."""

from datetime import date, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers import facts
from customers.actions.phone_access import look_into
from customers.list_query import number
from customers.models import Activity
from customers.phone_access import SHOWN_DAYS, read_by, readings, unusual
from stores.access import needs
from stores.models import Staff

PER_PAGE = 50


@needs("readings.view")
@require_safe
def reading_log(request):
    since = timezone.now() - timedelta(days=SHOWN_DAYS)
    page = Paginator(readings(since), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/reading_log.html", {"page": page, "unusual": unusual()})


@needs("readings.view")
@require_safe
def reading_rows(request):
    """Whose numbers one person (`by`) read on a day (`day`), when, and what they took along."""
    staff = get_object_or_404(Staff, pk=number(request.GET.get("by")))
    try:
        rows = read_by(staff, day := date.fromisoformat(request.GET.get("day", "")))
    except (ValueError, OverflowError) as error:  # no day, or one at the end of all days
        raise Http404 from error
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "customers/reading_rows.html", {"page": page, "staff": staff, "day": day})


@needs("readings.view")
@require_POST
def reading_seen(request, pk):
    look_into(get_object_or_404(Activity, pk=pk, kind=facts.UNUSUAL_READING), by=request.user)
    messages.success(request, _("Noted."))
    return redirect("customers:reading-log")
