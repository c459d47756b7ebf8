"""Is the clock alive, what did it do, what got stuck (MS-7)?"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dealercrm.lib.errors import Refused
from messaging.actions.decide import mark_as_sent, send_again
from messaging.actions.put import ask_for_test
from messaging.channel_states import channel_states
from messaging.clock import backup_is_missed, backups, last_runs, stands_still
from messaging.models import Channel, Heartbeat, Message
from stores.access import needs

RUNS, SHOWN = 12, 50


@needs("store.board")
@require_safe
def clock(request):
    now = timezone.now()
    beat = Heartbeat.objects.order_by("-at").first()
    last_backup, first_backup = backups()
    context = {
        "now": now,
        "beat": beat,
        "stands_still": stands_still(beat.at if beat else None, now),
        "channels": (channels := channel_states(request.user, now=now)),
        "waiting": sum(each.waiting for each in channels),
        "last_backup": last_backup,
        "backup_missed": backup_is_missed(last_backup, first_backup, now),
        "runs": last_runs(RUNS),
        "undecided": Message.objects.visible_to(request.user)
        .undecided(now)
        .apart_from_restored()
        .select_related("staff__store", "customer__store")[:SHOWN],
    }
    return render(request, "messaging/clock.html", context)


@needs("store.board")
@require_POST
def clock_test(request):
    """A test to oneself, on the same way as every other message: a row now, sent by the worker."""
    channel = request.POST.get("channel", Channel.EMAIL)
    if channel == Channel.APP or channel not in Channel.values:
        raise Refused(_("This channel needs no test."))
    ask_for_test(request.user, channel=channel, now=timezone.now())
    words = _("A test by %(channel)s is on its way; what became of it stands under Messages sent.")
    messages.success(request, words % {"channel": Channel(channel).label})
    return redirect("messaging:clock")


@needs("store.board")
@require_POST
def message_again(request, pk):
    send_again(_visible(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("It goes out again within a minute."))
    return redirect("messaging:clock")


@needs("store.board")
@require_POST
def message_arrived(request, pk):
    mark_as_sent(_visible(request, pk), by=request.user, now=timezone.now())
    messages.success(request, _("Noted as sent."))
    return redirect("messaging:clock")


def _visible(request, pk):
    return get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
