"""Today: what one person has to do now, on a phone (RV-1)."""

from django.db.models import Min
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.cards import cards
from campaigns.forms import REFUSALS
from campaigns.models import Revisit, Touchpoint, TouchpointRule
from campaigns.views.lists import midnight
from stores.access import needs

AT_ONCE = 30  # cards; the rest comes when these are done


@needs("touchpoints.view")
@require_safe
def today(request):
    staff, day = request.user, timezone.localdate()
    due = Touchpoint.objects.todo_of(staff).due(day)
    shown = cards(due.most_urgent_first(day)[:AT_ONCE], staff=staff, today=day)
    left = len(shown) if len(shown) < AT_ONCE else due.count()
    context = {
        "cards": shown,
        "today": day,
        "left": left,
        "more": left - len(shown),
        "done": logged_by(staff, day).count(),
        "fields": entry_fields(day),
        **({} if shown else next_ones(staff, day)),
    }
    return render(request, "campaigns/today.html", context)


def logged_by(staff, day):
    """The contacts the person has logged on that day."""
    return Revisit.objects.filter(by=staff, at__gte=midnight(day))


def entry_fields(day):
    """The inputs of a card's quick entry as HTML: alike on all cards, therefore rendered once."""
    context = {"outcomes": Revisit.Outcome.choices, "moods": Revisit.Mood.choices, "refusals": REFUSALS, "today": day}
    return render_to_string("campaigns/_revisit_fields.html", context)


def next_ones(staff, day):
    """What an empty Today says comes next."""
    todo = Touchpoint.objects.todo_of(staff).planned()
    return {
        "next_on": todo.aggregate(day=Min("due_on"))["day"],
        "has_rules": TouchpointRule.objects.filter(store=staff.store_id, is_active=True).exists(),
    }
