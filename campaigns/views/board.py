"""The store's board: what is late and with whom, what was heard, what got stuck. The manager's home."""

from datetime import timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import Revisit, Touchpoint
from campaigns.views.lists import expired, midnight, monday
from customers.activity import answer
from customers.models import Activity, Customer, MarkedText
from customers.views.orphans import chosen_store
from messaging.models import Message
from stores.access import needs
from stores.models import Staff, Store

HEARD_WITHIN = 14  # days
SHOWN = 5


@needs("store.board")
@require_safe
def board(request):
    now, today = timezone.now(), timezone.localdate()
    store, stores = chosen_store(request.user, request.GET.get("store"))
    due = Touchpoint.objects.filter(store=store).due(today).order_by()
    by_keeper = due.values("assignee", "doer").annotate(
        late=Count("pk", filter=Q(due_on__lt=today)), due=Count("pk", filter=Q(due_on=today))
    )
    people = rows_of_people(store, by_keeper, logged_since(store, monday(today)))
    complaints = Revisit.objects.filter(
        store=store, mood=Revisit.Mood.COMPLAINT, at__gte=midnight(today - timedelta(days=HEARD_WITHIN))
    )
    context = {
        "store": store,
        "stores": stores,
        "today": today,
        "people": people,
        "late": sum(row["late"] for row in people),
        "due": sum(row["due"] for row in people),
        "logged": sum(row["logged"] for row in people),
        "counts": counts_of(store, today) if store else None,
        "complaints": list(complaints.select_related("customer", "by")[: SHOWN + 1]),
        "heard_within": HEARD_WITHIN,
        "unanswered": Activity.objects.filter(store=store, answered_at=None).exclude(error="")[:SHOWN],
        "undecided": Message.objects.undecided(now).filter(staff__store=store).select_related("staff")[:SHOWN],
    }
    return render(request, "campaigns/board.html", context)


@needs("store.board")
@require_POST
def fact_retry(request, pk):
    """What follows from a fact and failed is tried again at once, on a person's word."""
    facts = Activity.objects.filter(answered_at=None)
    if not request.user.is_owner:
        facts = facts.filter(store=request.user.store_id)
    fact = get_object_or_404(facts, pk=pk)
    with transaction.atomic():
        if answer(fact):
            messages.success(request, _("Done: what follows from it has happened."))
        else:
            messages.error(request, _("It failed again: %(error)s") % {"error": fact.error})
    return redirect("campaigns:board")


def counts_of(store, today):
    """The store with how far it is planned, its orphans and what expired, in one statement."""

    def count(rows):
        return Coalesce(Subquery(rows.order_by().values("store").annotate(n=Count("pk")).values("n")), 0)

    marked = MarkedText.objects.unsettled().filter(customer__store=OuterRef("pk")).order_by()
    marked = marked.values("customer__store").annotate(n=Count("pk"))
    return Store.objects.annotate(
        orphans=count(Customer.objects.filter(store=OuterRef("pk")).orphans()),
        expired=count(expired(Touchpoint.objects.filter(store=OuterRef("pk")), today)),
        marked=Coalesce(Subquery(marked.values("n")), 0),
        planned_on=F("plan__planned_on"),
        planned_through=F("plan__through"),
    ).get(pk=store.pk)


def logged_since(store, day):
    """{staff id: contacts logged in the store since that day}."""
    rows = Revisit.objects.filter(store=store, at__gte=midnight(day)).order_by()
    return dict(rows.values("by").annotate(n=Count("pk")).values_list("by", "n"))


def rows_of_people(store, by_keeper, logged):
    """One row for each person with something to do or done, the most overdue first; care and orphans as rows."""
    rows = {}
    for found in by_keeper:
        key = found["assignee"] or ("care" if found["doer"] == "care" else "none")
        row = rows.setdefault(key, {"key": key, "late": 0, "due": 0, "logged": 0})
        row["late"], row["due"] = row["late"] + found["late"], row["due"] + found["due"]
    for staff, count in logged.items():
        rows.setdefault(staff or "gone", {"key": staff, "late": 0, "due": 0, "logged": 0})["logged"] = count
    names = Staff.objects.in_bulk([key for key in rows if isinstance(key, int)])
    names |= {"care": _("Customer care"), "none": _("Nobody: customers without a keeper"), "gone": _("From before")}
    for key, row in rows.items():
        row["name"] = names.get(key, "")
    return sorted(rows.values(), key=lambda row: (-row["late"], -row["due"], -row["logged"]))
