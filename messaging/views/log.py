"""What became of each message: the log, a customer's, and those that a backup brought back (MS-2, MS-7)."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import Customer
from dealercrm.lib.keyset import keyset_page
from messaging.actions.decide import answer_request, settle
from messaging.models import Channel, Message
from stores.access import needs

PER_PAGE, SHOWN, OF_A_CUSTOMER = 25, 200, 30
FULL = ("staff__store", "customer__store", "customer__keeper", "template")


@needs("store.board")
@require_safe
def message_list(request):
    """Newest first; a state, a channel or a day narrows it down."""
    asked = {name: request.GET.get(name, "")[:20] for name in ("state", "channel", "day")}
    rows = Message.objects.visible_to(request.user)
    if asked["state"] in Message.State.values:
        rows = rows.filter(state=asked["state"])
    if asked["channel"] in Channel.values:
        rows = rows.filter(channel=asked["channel"])
    if began := midnight_of(asked["day"]):
        rows = rows.filter(due_at__gte=began, due_at__lt=began + timedelta(days=1))
    page = keyset_page(with_moves(rows), request.GET, by="due_at", size=PER_PAGE)
    context = {"page": page, "asked": asked, "states": Message.State.choices, "channels": Channel.choices}
    return render(request, "messaging/message_list.html", context | {"is_filtered": any(asked.values())})


@needs("customers.view")
@require_safe
def customer_messages(request, pk):
    """A tab on the customer's page."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=pk)
    sent = with_moves(Message.objects.filter(customer=customer)).order_by("-due_at", "-pk")[:OF_A_CUSTOMER]
    return render(request, "messaging/_customer_messages.html", {"customer": customer, "sent": sent})


@needs("store.board")
@require_http_methods(["GET", "HEAD", "POST"])
def restored_list(request):
    """What was due when a backup was put back: one screen, one word about the ticked ones or about all."""
    rows = Message.objects.visible_to(request.user).restored()
    if request.method == "POST":
        ticked = [int(pk) for pk in request.POST.getlist("message") if pk.isdecimal() and len(pk) < 19]
        chosen = rows if "all" in request.POST else rows.filter(pk__in=ticked)
        n = settle(chosen, request.POST.get("decision", ""), by=request.user, now=timezone.now())
        messages.success(request, ngettext("%(n)d message is settled.", "%(n)d messages are settled.", n) % {"n": n})
        return redirect("messaging:restored-list")
    context = {"rows": rows.select_related(*FULL).order_by("due_at", "pk")[:SHOWN], "count": rows.count()}
    return render(request, "messaging/restored_list.html", context | {"now": timezone.now()})


@needs("store.board")
@require_POST
def message_answer(request, pk):
    """Yes or no to a text that waits for it."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    yes = request.POST.get("answer") == "yes"
    answer_request(message, yes=yes, by=request.user, now=timezone.now())
    messages.success(request, _("It goes out when it is due.") if yes else _("It does not go out."))
    return redirect("messaging:message-list")


def with_moves(rows):
    return rows.select_related(*FULL).prefetch_related("moves__by")


def midnight_of(typed):
    """When a day began that somebody typed; None for anything else."""
    try:
        day = date.fromisoformat(typed)
        return timezone.make_aware(datetime.combine(day, time.min)) if 2000 <= day.year <= 2100 else None
    except ValueError:
        return None
