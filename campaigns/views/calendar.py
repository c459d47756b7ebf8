"""A month at a glance: how much is planned on each day, beside its festivals (TP-9)."""

from calendar import Calendar
from datetime import date

from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaigns.special_days import FESTIVAL, days_of_year, reference_rules
from campaigns.views.lists import day_of, of_store
from customers.views.orphans import chosen_store
from stores.access import needs

MONDAY = 0
WEEKDAYS = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]


@needs("touchpoints.view")
@require_safe
def calendar(request):
    """`month` is 2026-12; anything else shows this one."""
    today = timezone.localdate()
    store, stores = chosen_store(request.user, request.GET.get("store"))
    first = day_of(f"{request.GET.get('month', '')}-01")
    if first is None or abs(first.year - today.year) > 10:
        first = today.replace(day=1)
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    planned = of_store(request.user, store).planned().filter(due_on__range=(weeks[0][0], weeks[-1][-1]))
    counts = dict(planned.values("due_on").annotate(n=Count("pk")).values_list("due_on", "n"))
    names = {}
    for year in {weeks[0][0].year, weeks[-1][-1].year}:
        for special in days_of_year(year):
            names.setdefault(special.date, []).append(special)
    context = {
        "store": store,
        "stores": stores,
        "first": first,
        "before": shifted(first, -1),
        "after": shifted(first, 1),
        "today": today,
        "total": sum(number for day, number in counts.items() if day.month == first.month),
        "weekdays": WEEKDAYS,
        "weeks": [[cell(day, first, counts, names) for day in week] for week in weeks],
    }
    return render(request, "campaigns/calendar.html", context)


def cell(day, first, counts, names):
    special = sorted(names.get(day, ()), key=lambda special: special.kind != FESTIVAL)
    return {
        "day": day,
        "in_month": day.month == first.month,
        "count": counts.get(day, 0),
        "names": [reference_rules()[each.code].name for each in special],
    }


def shifted(first, months):
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
