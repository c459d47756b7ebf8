"""Today: what one person has to do now, one contact after the other (RV-1)."""

from django.db.models import Min, Subquery
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.cards import card_of, overdue, queued
from campaigns.forms import REFUSALS
from campaigns.models import Contact, Revisit, TouchpointRule
from campaigns.querysets import RowCount
from campaigns.views.lists import midnight
from customers.actions.phone_access import note_opened
from customers.forms.missing import MissingForm
from stores.access import needs
from stores.models import Staff

AT_ONCE = 13  # the card and a dozen who wait: more than fit on a screen; the rest comes when these are done


@needs("touchpoints.view")
@require_safe
def today(request):
    """The page; and for htmx what it shows when another of those who wait is chosen."""
    return show_today(request, at=request.GET.get("at", ""), whole=not request.htmx)


def show_today(request, *, at="", whole=False):
    """The contact that is next, or the one of the contact `at`, with all it takes to answer it, and who comes then.

    What an entry is answered with too: the next card has come up, the counter has moved.
    """
    staff, day = request.user, timezone.localdate()
    due = Contact.objects.todo_of(staff).due(day)
    waiting = list(queued(due.most_urgent_first(day))[:AT_ONCE])
    left, done, full_on, full_with = counted(staff, day, due, logged_by(staff, day))
    first = next((row for row in waiting if str(row.pk) == str(at)), waiting[0] if waiting else None)
    card = first and card_of(first, staff=staff, today=day)
    if card and card.may_call and card.numbers:
        note_opened([first.customer_id], by=staff, on_task=True)
    context = {
        "today": day,
        "left": left,
        "done": done,
        "all": left + done,
        "card": card,
        "asks": first and first.asks,
        "waiting": [(row, overdue(row, day)) for row in waiting if row is not first],
        "full_on": full_on,
        "full_with": full_with,
        "more": left - len(waiting),
        **entry_choices(),
        **({} if first else next_ones(staff, day)),
    }
    return render(request, "campaigns/today.html" if whole else "campaigns/_work.html", context)


def questions_of(contact, data=None):
    """What to ask where the archive is to be brought up to date; None for any other contact."""
    return MissingForm(data, pk=contact.customer_id) if contact and contact.asks else None


def entry_choices():
    """What the inputs of an entry offer (_revisit_fields.html)."""
    return {"outcomes": Revisit.Outcome.choices, "moods": Revisit.Mood.choices, "refusals": REFUSALS}


def counted(staff, day, *querysets):
    """How many rows each has; then the first day of theirs that is too full, and with how many: in one statement."""
    counts = [RowCount(rows.order_by().values("pk")) for rows in querysets]
    full = Contact.objects.filter(assignee=staff).too_full(day)
    first = [Subquery(full.values(name)[:1]) for name in ("on", "n")]
    return Staff.objects.filter(pk=staff.pk).values_list(*counts, *first).get()


def logged_by(staff, day):
    """The contacts the person has logged on that day."""
    return Revisit.objects.filter(by=staff, at__gte=midnight(day))


def next_ones(staff, day):
    """What an empty Today says comes next."""
    todo = Contact.objects.todo_of(staff).planned()
    return {
        "next_on": todo.aggregate(day=Min("on"))["day"],
        "has_rules": TouchpointRule.objects.filter(store=staff.store_id, is_active=True).exists(),
    }
