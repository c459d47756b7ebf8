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
    notices = own(request).exclude(state=Message.State.WAITING)[:SHOWN]
    return render(request, "messaging/notice_list.html", {"notices": notices})


@needs("own.account")
@require_POST
def notice_read(request, pk):
    """Reading one reads those before it as well: yesterday's list is no news any more."""
    notice = get_object_or_404(own(request), pk=pk)
    own(request).unread().filter(day__lte=notice.day).update(read_at=timezone.now())
    return redirect("messaging:notice-list")


def own(request):
    return Message.objects.filter(staff=request.user, channel=Message.Channel.APP)
