"""The rows behind the figures of the board and the calendar."""

from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Contact, Revisit
from customers.listing import number
from customers.views.orphans import chosen_store
from dealercrm.lib.keyset import keyset_page
from stores.access import needs
from stores.models import Staff

PER_PAGE = 50
EXPIRED_WITHIN = timedelta(days=30)


@needs("touchpoints.view")
@require_safe
def contact_list(request):
    """Contacts by `which` (overdue, today, due, expired, planned), `day` and `keeper` (none, care or an id).

    Leaders see their store's, everybody else what is theirs to do.
    """
    today, get = timezone.localdate(), request.GET.get
    store, stores = chosen_store(request.user, get("store"), or_all=True)
    which = get("which") if get("which") in WHICH else "due"
    day = day_of(get("day"))
    rows = WHICH[which](of_store(request.user, store), today)
    if day:
        rows = of_store(request.user, store).planned().filter(on=day)
    rows = rows_of_keeper(rows, get("keeper"))
    rows = rows.with_reasons().select_related("customer__tier", "assignee").order_by("on", "pk")
    context = {
        "store": store,
        "stores": stores,
        "which": which,
        "day": day,
        "today": today,
        "keeper": Staff.objects.visible_to(request.user).filter(pk=number(get("keeper"))).first(),
        "page": Paginator(rows, PER_PAGE).get_page(get("page")),
    }
    return render(request, "campaigns/contact_list.html", context)


@needs("store.board")
@require_safe
def revisit_list(request):
    """What was logged in the store, newest first; `mood`, `by` (an id), `days` back or `since` (week) narrow it."""
    get = request.GET.get
    store, stores = chosen_store(request.user, get("store"), or_all=True)
    rows = Revisit.objects.filter(store=store) if store else Revisit.objects.all()
    if get("mood") in Revisit.Mood:
        rows = rows.filter(mood=get("mood"))
    who = Staff.objects.visible_to(request.user).filter(pk=number(get("by"))).first()
    if get("by"):
        rows = rows.filter(by=who)
    today = timezone.localdate()
    if get("since") == "week":
        rows = rows.filter(at__gte=midnight(monday(today)))
    elif days := number(get("days")):
        rows = rows.filter(at__gte=midnight(today - timedelta(days=min(days, 3650))))
    rows = rows.select_related("customer", "by", "contact__leading__rule")
    page = keyset_page(rows, request.GET, by="at", size=PER_PAGE)
    context = {"store": store, "stores": stores, "page": page, "mood": get("mood"), "who": who}
    return render(request, "campaigns/revisit_list.html", context)


def of_store(staff, store):
    """What a person's lists and calendar are about: a leader's store or all, everybody else's own to-do."""
    if staff.may("store.board"):
        return Contact.objects.filter(store=store) if store else Contact.objects.all()
    return Contact.objects.todo_of(staff)


def expired(rows, today):
    return rows.filter(state="expired", closed_at__gte=midnight(today - EXPIRED_WITHIN))


WHICH = {
    "due": lambda rows, today: rows.due(today),
    "overdue": lambda rows, today: rows.due(today - timedelta(days=1)),
    "today": lambda rows, today: rows.planned().filter(on=today),
    "planned": lambda rows, today: rows.planned().filter(on__gte=today),
    "expired": expired,
}


def rows_of_keeper(rows, keeper):
    if keeper == "none":
        return rows.filter(assignee=None, doer="keeper")
    if keeper == "care":
        return rows.filter(doer="care")
    return rows.filter(assignee=number(keeper)) if number(keeper) else rows


def day_of(text):
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def monday(day):
    return day - timedelta(days=day.weekday())
