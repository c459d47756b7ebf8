"""What one person has to do in a week, on one sheet of paper in black and white (TP-9)."""

from datetime import timedelta

from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Contact
from campaigns.views.lists import day_of, monday, rows_of_keeper
from customers.listing import number
from customers.views.orphans import chosen_store
from stores.access import needs
from stores.models import Staff

ON_A_SHEET = 84  # lines of two columns on A4; who has more to do sees the rest on Today
WEEK = timedelta(days=7)


@needs("touchpoints.view")
@require_safe
def week_sheet(request):
    """Of the week of a day `week`, this one without it, which begins with what is left from before. A leader chooses
    `whose`: an id of staff, care or none; everybody else prints their own.

    Paper is left lying about: it names no number, and says of each contact only what it takes to prepare for it.
    """
    get, today = request.GET.get, timezone.localdate()
    start = monday(day_of(get("week")) or today)
    leads = request.user.may("store.board")
    store, stores = chosen_store(request.user, get("store"))
    if leads:
        people = list(Staff.objects.filter(store=store, is_active=True).order_by("name"))
        choices = [*(str(each.pk) for each in people), "care", "none"]
        whose = get("whose") if get("whose") in choices else fullest(store, start) or choices[0]
        rows = rows_of_keeper(Contact.objects.filter(store=store), whose)
    else:
        people, whose, rows = [], "", Contact.objects.todo_of(request.user)
    rows = rows.planned().filter(on__lt=start + WEEK).with_reasons()
    if start != monday(today):
        rows = rows.filter(on__gte=start)
    rows = list(rows.select_related("customer__tier").order_by("on", "from_hour", "-priority", "pk"))
    person = next((each for each in people if each.pk == number(whose)), None)
    context = {
        "days": days_of(rows, start),
        "start": start,
        "end": start + WEEK - timedelta(days=1),
        "before": start - WEEK,
        "after": start + WEEK,
        "total": len(rows),
        "people": people,
        "whose": whose,
        "name": person or ("" if leads else request.user.name),
        "is_care": whose == "care",
        "leads": leads,
        "store": store or request.user.store,
        "stores": stores,
        "today": today,
    }
    return render(request, "campaigns/week_sheet.html", context)


def fullest(store, start):
    """The id of who has most to do in the week, as text; None where nobody has."""
    rows = Contact.objects.planned().filter(store=store, on__gte=start, on__lt=start + WEEK, assignee__isnull=False)
    counts = rows.order_by().values("assignee").annotate(n=Count("pk")).order_by("-n", "assignee")
    return next((str(row["assignee"]) for row in counts[:1]), None)


def days_of(rows, start):
    """[(day, [Contact that has a line], how many more)]: what is left from before (its day is None), then the week."""
    days, room = [], ON_A_SHEET
    for day in [None, *(start + timedelta(days=n) for n in range(7))]:
        of_day = [row for row in rows if (row.on == day if day else row.on < start)]
        days.append((day, of_day[:room], max(len(of_day) - room, 0)))
        room -= min(len(of_day), room)
    return days
