"""How I want to be told things (everybody), and the robots of the stores (those who lead them) (MS-1)."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from messaging.actions.preferences import choose, forget_robot, keep_robot
from messaging.actions.put import TEST, ask_for_test
from messaging.destinations import robot_of
from messaging.forms import PreferenceForm, StoreRobotForm
from messaging.models import ROBOTS, Message, Preference, Robot
from messaging.preferences import chosen_channel
from stores.access import needs
from stores.sending import whole


@needs("own.account")
@sensitive_post_parameters("address", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def preferences(request):
    staff = request.user
    saved = Preference.objects.filter(pk=staff.pk).first()
    initial = {"channel": chosen_channel(staff), "digest_at": saved and saved.digest_at}
    form = PreferenceForm(request.POST or None, staff=staff, initial=initial)
    if form.is_valid():
        choose(staff, **form.cleaned_data)
        messages.success(request, _("Saved. Try it with a test message."))
        return redirect("messaging:preferences")
    context = {
        "form": form,
        "chosen": initial["channel"],
        "own": staff.robots.order_by("pk"),
        "of_store": [] if not staff.store else staff.store.robots.order_by("pk"),
        "robot": robot_of(staff, initial["channel"]),
        "usual": staff.store.digest_at if staff.store else None,
        "test": Message.objects.filter(staff=staff, cause_kind=TEST).order_by("-due_at", "-pk").first(),
    }
    return render(request, "messaging/preferences.html", context, status=422 if form.errors else 200)


@needs("own.account")
@require_POST
def preferences_test(request):
    """To oneself, on the same way as every other message: a row now, sent by the worker."""
    ask_for_test(request.user, channel=chosen_channel(request.user), now=timezone.now())
    messages.success(request, _("A test message is on its way; within a minute you see here what became of it."))
    return redirect("messaging:preferences")


@needs("own.account")
@require_POST
def own_robot_forget(request, pk):
    forget_robot(get_object_or_404(request.user.robots, pk=pk), by=request.user)
    messages.success(request, _("The robot is forgotten."))
    return redirect("messaging:preferences")


@needs("staff.manage")
@sensitive_post_parameters("address", "secret")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def robot_list(request):
    form = StoreRobotForm(request.POST or None, by=request.user)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("channel", "address", "secret")}
        keep_robot(form.cleaned_data["store"], by=request.user, **given)
        messages.success(request, _("Saved. Whoever of the store chooses this channel is told things there."))
        return redirect("messaging:robot-list")
    context = {"form": form, "robots": robots_led_by(request.user), "channels": ROBOTS}
    return render(request, "messaging/robot_list.html", context, status=422 if form.errors else 200)


@needs("staff.manage")
@require_POST
def robot_forget(request, pk):
    forget_robot(get_object_or_404(robots_led_by(request.user), pk=pk), by=request.user)
    messages.success(request, _("The robot is forgotten."))
    return redirect("messaging:robot-list")


def robots_led_by(staff):
    of_stores = Q(store__isnull=False) if staff.is_owner else Q(store=staff.store_id, store__isnull=False)
    return Robot.objects.filter(of_stores).select_related("store").order_by("store__code", "channel")
