"""A person's own notices: the digests of the last weeks (MS-1)."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from messaging.models import Message
from stores.access import needs

SHOWN = 30


@needs("own.account")
@require_safe
def notice_list(request):
    notices = notices_of(request.user).exclude(state=Message.State.WAITING)[:SHOWN]
    return render(request, "messaging/notice_list.html", {"notices": notices})


@needs("own.account")
@require_POST
def notice_read(request, pk):
    """Reading one reads those before it as well: yesterday's list is no news any more."""
    notice = get_object_or_404(notices_of(request.user), pk=pk)
    notices_of(request.user).unread().filter(due_at__lte=notice.due_at).update(read_at=timezone.now())
    return redirect("messaging:notice-list")


def notices_of(staff):
    return Message.objects.filter(staff=staff, channel=Message.Channel.APP)
