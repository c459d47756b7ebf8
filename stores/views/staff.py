from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from dealercrm.lib.errors import Refused
from stores.access import needs
from stores.actions.staff import add_staff, change_staff
from stores.forms import StaffForm
from stores.handover import kinds_of_work
from stores.models import Staff
from stores.permissions import roles_given_by
from stores.sending import once, whole

PER_PAGE = 50


@needs("staff.manage")
@require_safe
def staff_list(request):
    staff = Staff.objects.visible_to(request.user).select_related("store")
    # Backwards, the roles happen to stand by rank.
    staff = staff.order_by("-is_active", F("store__code").asc(nulls_first=True), "-role", "name", "pk")
    context = {
        "page": Paginator(staff, PER_PAGE).get_page(request.GET.get("page")),
        "changeable_roles": roles_given_by(request.user.role),
    }
    return render(request, "stores/staff_list.html", context)


@needs("staff.manage")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def staff_create(request):
    form = StaffForm(request.POST or None, by=request.user)
    if form.is_valid():
        staff = add_staff(form.save(commit=False), by=request.user, password=form.cleaned_data["password"])
        messages.success(request, _("%(name)s can log in now.") % {"name": staff.name})
        return redirect("stores:staff-list")
    return render(request, "stores/staff_form.html", {"form": form}, status=422 if form.errors else 200)


@needs("staff.manage")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def staff_update(request, pk):
    staff = get_object_or_404(Staff.objects.changeable_by(request.user), pk=pk)
    form = StaffForm(request.POST or None, instance=staff, by=request.user)
    if form.is_valid():
        try:
            change_staff(form.save(commit=False), by=request.user, password=form.cleaned_data.get("password", ""))
        except Refused as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("Saved."))
            return redirect("stores:staff-list")
    context = {"form": form, "handovers": handovers_of(staff), "may_leave": staff.is_active and staff != request.user}
    return render(request, "stores/staff_form.html", context, status=422 if form.errors else 200)


def handovers_of(staff):
    """What went to whom whenever this person left, newest first."""
    handovers = list(staff.handovers.select_related("by").order_by("-at"))
    names = dict(Staff.objects.filter(pk__in={pk for row in handovers for pk in row.given}).values_list("pk", "name"))
    labels = {work.code: work.label for work in kinds_of_work()}
    for row in handovers:
        row.lines = [
            (names.get(int(pk), ""), [(labels.get(code, code), n) for code, n in counts.items()])
            for pk, counts in row.given.items()
        ]
    return handovers
