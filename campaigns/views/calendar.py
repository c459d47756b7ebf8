"""A month or a week at a glance: how much is planned on each day, beside its festivals (TP-9)."""

from calendar import Calendar
from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from campaigns.models import OwnDay, TouchpointRule
from campaigns.special_days import PROFESSION
from campaigns.views.lists import day_of, monday, of_store
from customers.views.orphans import chosen_store
from stores.access import needs

MONDAY = 0
WEEKDAYS = [
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
]
WEEK = timedelta(days=7)


@needs("touchpoints.view")
@require_safe
def calendar(request):
    """`week` is a day of the week to show, `month` is 2026-12; anything else shows this month."""
    today, get = timezone.localdate(), request.GET.get
    store, stores = chosen_store(request.user, get("store"), or_all=True)
    week = day_of(get("week"))
    is_week = week is not None and near(week, today)
    first = day_of(f"{get('month', '')}-01")
    if first is None or not near(first, today):
        first = today.replace(day=1)
    if is_week:
        weeks = [[monday(week) + timedelta(days=n) for n in range(7)]]
    else:
        weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    names = names_of(OwnDay.objects.calendar(store.pk if store else None), weeks)
    counts = planned_on(of_store(request.user, store), weeks)
    weeks = [[cell(day, first, counts, names) for day in days] for days in weeks]
    shown = [each for days in weeks for each in days if is_week or each["in_month"]]
    context = {
        "store": store,
        "stores": stores,
        "is_week": is_week,
        "kept": {"week": weeks[0][0]["day"].isoformat()} if is_week else {"month": f"{first:%Y-%m}"},
        "first": weeks[0][0]["day"] if is_week else first,
        "last": weeks[-1][-1]["day"],
        "before": monday(week) - WEEK if is_week else shifted(first, -1),
        "after": monday(week) + WEEK if is_week else shifted(first, 1),
        "today": today,
        "this_week": today if (first.year, first.month) == (today.year, today.month) else first,
        "total": sum(each["count"] for each in shown),
        "weekdays": WEEKDAYS,
        "weeks": weeks,
    }
    return render(request, "campaigns/calendar.html", context)


def planned_on(contacts, weeks):
    """{day: {what for: how many}}."""
    rows = contacts.planned().filter(on__range=(weeks[0][0], weeks[-1][-1])).order_by()
    counts = defaultdict(dict)
    for day, trigger, count in rows.values_list("on", "leading__rule__trigger").annotate(n=Count("pk")).order_by("-n"):
        counts[day][TouchpointRule.Trigger(trigger).label if trigger else _("promised")] = count
    return counts


def names_of(calendar, weeks):
    """{day: names}, profession days last."""
    names = defaultdict(list)
    for year in {weeks[0][0].year, weeks[-1][-1].year}:
        for special in sorted(calendar.of_year(year), key=lambda special: special.kind == PROFESSION):
            names[special.date].append(calendar.days[special.code].name)
    return names


def cell(day, first, counts, names):
    return {
        "day": day,
        "in_month": day.month == first.month,
        "count": sum(counts.get(day, {}).values()),
        "kinds": counts.get(day, {}),
        "names": names.get(day, ()),
    }


def near(day, today):
    return abs(day.year - today.year) <= 10


def shifted(first, months):
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
