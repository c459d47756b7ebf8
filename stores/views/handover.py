"""The page on which a leaver's work is given to colleagues (ST-4)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.actions.handover import check_may_leave, hand_over
from stores.forms import HandoverForm
from stores.handover import shares, work_of
from stores.models import Staff


@needs("staff.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def staff_hand_over(request, pk):
    """What there is to hand over, by kind and tier; then one button."""
    leaver = get_object_or_404(Staff.objects.changeable_by(request.user).select_related("store"), pk=pk)
    check_may_leave(leaver, request.user)
    work = work_of(leaver)
    if request.htmx and request.method != "POST":
        form = HandoverForm(request.GET, leaver=leaver, work=work)
        return render(request, "stores/_shares.html", {"shares": shares_of(work, form)})
    form = HandoverForm(request.POST or None, leaver=leaver, work=work)
    if form.is_valid():
        try:
            hand_over(leaver, receivers=form.cleaned_data["receivers"], by=request.user, now=timezone.now())
        except Refused as no:
            form.add_error("receivers", str(no))
        else:
            messages.success(
                request, _("%(name)s's work is handed over, the account is closed.") % {"name": leaver.name}
            )
            return redirect("stores:staff-update", leaver.pk)
    context = {"form": form, "leaver": leaver, "work": work}
    return render(request, "stores/staff_hand_over.html", context, status=422 if form.errors else 200)


def shares_of(work, form):
    """[(part, [(colleague, how many, [(kind, how many)])])] of what is split evenly; the rest goes where it goes."""
    found = []
    for part, __, split in work if form.is_valid() else ():
        able = [staff for staff in form.cleaned_data["receivers"] if staff.role in part.roles]
        if split and able:
            dealt = zip(able, shares(split, len(able)), strict=True)
            found.append((part, [(staff, sum(n for __, n in kinds), kinds) for staff, kinds in dealt]))
    return found
