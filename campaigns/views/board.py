"""The store's board: what is late and with whom, what was heard, what got stuck. The manager's home."""

from datetime import date, timedelta

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from campaigns.models import Contact, Revisit
from campaigns.views.lists import expired, midnight, monday
from customers.activity import answer
from customers.models import Activity, ArchiveCheck, Customer, MarkedText
from customers.views.orphans import chosen_store
from messaging.models import Message
from stores.access import needs
from stores.models import Staff, Store

HEARD_WITHIN = 14  # days
SHOWN = 5
FULL = ("store", "store__name", "assignee", "assignee__name", "doer", "on", "n", "room")
SUMS = ("orphans", "expired", "marked", "erased", "unchecked")


@needs("store.board")
@require_safe
def board(request):
    """Of one store by its people; of all stores, for the owner, by store."""
    now, today = timezone.now(), timezone.localdate()
    store, stores = chosen_store(request.user, request.GET.get("store"), or_all=True)
    of_it = Q(store=store) if store else Q()
    due = Contact.objects.filter(of_it).due(today).order_by()
    logged = Revisit.objects.filter(of_it, at__gte=midnight(monday(today))).order_by()
    rows = rows_of_people(store, due, logged, today) if store else rows_of_stores(stores, due, logged, today)
    lately = Q(cleared_at=None) | Q(at__gte=midnight(today - timedelta(days=HEARD_WITHIN)))
    complaints = Revisit.objects.filter(of_it, lately, mood=Revisit.Mood.COMPLAINT)
    complaints = complaints.order_by(F("cleared_at").desc(nulls_first=True), "-at", "-pk")
    undecided = Message.objects.undecided(now).apart_from_restored().select_related("staff")
    context = {
        "store": store,
        "stores": stores,
        "today": today,
        "rows": rows,
        "late": sum(row["late"] for row in rows),
        "due": sum(row["due"] for row in rows),
        "logged": sum(row["logged"] for row in rows),
        "too_full": list(Contact.objects.filter(of_it).too_full(today).values(*FULL)[:SHOWN]),
        "counts": counts_of([store] if store else stores, today),
        "complaints": list(complaints.select_related("customer", "by")[: SHOWN + 1]),
        "heard_within": HEARD_WITHIN,
        "unanswered": Activity.objects.filter(of_it, answered_at=None).exclude(error="")[:SHOWN],
        "undecided": (undecided.filter(staff__store=store) if store else undecided)[:SHOWN],
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


def counts_of(stores, today):
    """Of these stores together the orphans, what expired and what waits to be settled, and through which day all of
    them are planned (None if one is not), in one statement."""

    def count(rows, store="store"):
        return Coalesce(Subquery(rows.order_by().values(store).annotate(n=Count("pk")).values("n")), 0)

    marked = MarkedText.objects.unsettled().filter(customer__store=OuterRef("pk"))
    unchecked = ArchiveCheck.objects.filter(store=OuterRef("pk"), month=today.replace(day=1), result="")
    found = Store.objects.filter(pk__in=[store.pk for store in stores]).annotate(
        orphans=count(Customer.objects.filter(store=OuterRef("pk")).orphans()),
        expired=count(expired(Contact.objects.filter(store=OuterRef("pk")), today)),
        marked=count(marked.about_children(), "customer__store"),
        erased=count(marked.about_erased(), "customer__store"),
        unchecked=count(unchecked),
        planned_on=F("plan__planned_on"),
        planned_through=F("plan__through"),
    )
    found = list(found.values(*SUMS, "planned_on", "planned_through"))
    sums = {name: sum(row[name] for row in found) for name in SUMS}
    planned = min(found, key=lambda row: row["planned_through"] or date.min, default=None)
    return sums | {name: planned and planned[name] for name in ("planned_on", "planned_through")}


def counted(due, today, *by):
    late, today_s = Count("pk", filter=Q(on__lt=today)), Count("pk", filter=Q(on=today))
    return due.values(*by).annotate(late=late, due=today_s)


def rows_of_stores(stores, due, logged, today):
    """One row for each store, in their order."""
    open_ = {found["store"]: found for found in counted(due, today, "store")}
    done = dict(logged.values("store").annotate(n=Count("pk")).values_list("store", "n"))
    nothing = {"late": 0, "due": 0}
    return [
        {
            "name": store.name,
            "late": open_.get(store.pk, nothing)["late"],
            "due": open_.get(store.pk, nothing)["due"],
            "logged": done.get(store.pk, 0),
            "link": f"?store={store.pk}",
            "todo": f"store={store.pk}",
            "done": f"store={store.pk}",
        }
        for store in stores
    ]


def rows_of_people(store, due, logged, today):
    """One row for each person with something to do or done, the most overdue first; care and orphans as rows."""
    rows = {}
    for found in counted(due, today, "assignee", "doer"):
        key = found["assignee"] or ("care" if found["doer"] == "care" else "none")
        row = rows.setdefault(key, {"key": key, "late": 0, "due": 0, "logged": 0})
        row["late"], row["due"] = row["late"] + found["late"], row["due"] + found["due"]
    for staff, count in logged.values("by").annotate(n=Count("pk")).values_list("by", "n"):
        rows.setdefault(staff or "gone", {"key": staff, "late": 0, "due": 0, "logged": 0})["logged"] = count
    names = Staff.objects.in_bulk([key for key in rows if isinstance(key, int)])
    names |= {"care": _("Customer care"), "none": _("Nobody: customers without a keeper"), "gone": _("From before")}
    for key, row in rows.items():
        row["name"] = names.get(key, "")
        row["todo"] = f"keeper={row['key']}&store={store.pk}"
        row["done"] = f"by={row['key']}&store={store.pk}"
    return sorted(rows.values(), key=lambda row: (-row["late"], -row["due"], -row["logged"]))
