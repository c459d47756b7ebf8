"""What is to be installed: the crew's home on the phone, and the stores' view of it."""

from collections import Counter
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from customers.actions.phone_access import note_opened
from customers.models import Order
from customers.querysets import CREW_SEES, OVERDUE_AT_MOST
from dealercrm.lib.punctuation import listed
from stores.access import needs
from stores.permissions import Role

AT_MOST = 200
OVERDUE, UNDATED, NOBODY = "overdue", "undated", "nobody"


class Day(NamedTuple):
    """The jobs of one day, or all that are overdue; only what comes first is unfolded."""

    title: str
    is_late: bool
    is_open: bool
    jobs: list  # [(order, number to call)]

    @property
    def places(self):
        """Where it goes: what a folded day is known by."""
        return listed(dict.fromkeys(order.customer.community or order.customer.name for order, _number in self.jobs))


class Choice(NamedTuple):
    name: str
    label: str
    options: list  # [(value, words)]
    chosen: str


@needs("installations.view")
@require_safe
def installation_list(request):
    """Orders that are signed and not installed: today's, then what is overdue, then day by day, without a day last.

    Stores narrow them by `store`, `crew` (an id or nobody) and `day` (a date, overdue or undated).
    """
    today = timezone.localdate()
    waiting = Order.objects.visible_to(request.user).to_install_since(today - OVERDUE_AT_MOST)
    choices = [] if request.user.role == Role.CREW else choices_of(waiting, request.GET, today)
    for choice in choices:
        waiting = waiting.filter(condition(choice, today))
    orders = list(
        waiting.select_related("customer", "crew", "store")
        .prefetch_related("lines", "customer__phones")
        .order_by("planned_install_on", "pk")[: AT_MOST + 1]
    )
    jobs = [(order, to_call(order, by=request.user, today=today)) for order in orders[:AT_MOST]]
    note_opened([order.customer_id for order, number in jobs if number], by=request.user, on_task=True)
    context = {
        "choices": choices,
        "is_narrowed": any(choice.chosen for choice in choices),
        "days": days_of(jobs, today, all_open=any(each.name == "day" and each.chosen for each in choices)),
        "at_most": AT_MOST if len(orders) > AT_MOST else None,
        "today": today,
    }
    return render(request, "customers/installation_list.html", context)


def choices_of(waiting, asked, today):
    """A Choice each of store (where there are several), crew and day, with how many jobs wait on each day."""
    rows = list(waiting.order_by().values_list("store", "store__name", "crew", "crew__name", "planned_install_on"))
    stores = sorted({(str(store), name) for store, name, *_rest in rows}, key=lambda each: int(each[0]))
    crews = sorted({(str(crew or NOBODY), name or _("nobody yet")) for _s, _n, crew, name, _day in rows})
    counted = Counter((place(row[4], today), key_of(row[4], today), title_of(row[4], today)) for row in rows)
    days = [(key, f"{title} ({count})") for (_place, key, title), count in sorted(counted.items())]
    stores = stores if len(stores) > 1 else []
    return [
        Choice(name, label, options, asked.get(name) if asked.get(name) in dict(options) else "")
        for name, label, options in (("store", _("Store"), stores), ("crew", _("Crew"), crews), ("day", _("Day"), days))
        if options
    ]


def condition(choice, today):
    if not choice.chosen:
        return Q()
    if choice.chosen == OVERDUE:
        return Q(planned_install_on__lt=today)
    column = "planned_install_on" if choice.name == "day" else choice.name
    return Q(**{column: None if choice.chosen in (UNDATED, NOBODY) else choice.chosen})


def days_of(jobs, today, *, all_open=False):
    """[Day] of [(order, number to call)] in the order the work is done."""
    jobs = sorted(jobs, key=lambda job: place(job[0].planned_install_on, today))
    groups = groupby(jobs, key=lambda job: title_of(job[0].planned_install_on, today))
    days = [(title, list(group)) for title, group in groups]
    return [
        Day(title, key_of(jobs[0][0].planned_install_on, today) == OVERDUE, all_open or position == 0, jobs)
        for position, (title, jobs) in enumerate(days)
    ]


def to_call(order, *, by, today):
    """Their first number in full: who goes there, or sends the crew, calls them (ST-5). None where it is for later."""
    day = order.planned_install_on
    if by.role == Role.CREW and (day is None or day > today + CREW_SEES):
        return None
    return next((phone.number for phone in order.customer.phones.all()), "")


def place(day, today):
    """Sorts today first, then what is overdue, then the days to come, without a day last."""
    if day is None:
        return 3, date.max
    return (0 if day == today else 1 if day < today else 2), max(day, today)


def key_of(day, today):
    return UNDATED if day is None else OVERDUE if day < today else day.isoformat()


def title_of(day, today):
    if day is None:
        return _("No day agreed yet")
    if day < today:
        return _("Overdue")
    in_words = f"{date_format(day, 'MONTH_DAY_FORMAT')} {date_format(day, 'l')}"
    return {0: _("Today"), 1: _("Tomorrow")}.get((day - today).days, in_words)
