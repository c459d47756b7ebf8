"""The front door: home by role, the first steps, and what a monitor asks."""

from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dealercrm.first_steps import are_finished, first_steps
from messaging.models import Heartbeat
from stores.access import log_in_first, needs, public
from stores.models import Role, Staff

HOMES = {
    Role.OWNER: "insights:dashboard",
    Role.MANAGER: "campaigns:board",
    Role.ASSISTANT: "campaigns:today",
    Role.CARE: "campaigns:today",
    Role.CREW: "customers:installation-list",
}


@public
@require_safe
def home(request):
    """Where each role's day begins; in an empty house, the way in."""
    if not request.user.is_authenticated:
        return log_in_first(request) if Staff.objects.exists() else redirect("stores:setup")
    if request.user.is_owner and not are_finished(first_steps()):
        return redirect("first-steps")
    return redirect(HOMES[request.user.role])


@needs("stores.manage")
@require_safe
def first_steps_page(request):
    steps = first_steps()
    return render(request, "first_steps.html", {"steps": steps, "finished": are_finished(steps)})


@public
@never_cache
@require_safe
def health(request):
    """200 while pages can be served, 503 without the database; `clock` is the age of its last beat in seconds.

    A clock that stands still is shown to managers, but is no reason to take the web server out of service.
    """
    try:
        beat = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    except DatabaseError:
        connection.close()
        return JsonResponse({"database": "unreachable"}, status=503)
    age = None if beat is None else round((timezone.now() - beat).total_seconds())
    return JsonResponse({"database": "ok", "clock": age})
