"""Saved views: one's own, and those shared with the store."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.actions.saved_views import LONGEST, change_view, remove_view, save_view
from customers.listing import CustomerList
from customers.models import SavedView
from stores.access import needs
from stores.sending import once


@needs("customers.view")
@require_safe
def view_list(request):
    views = SavedView.objects.visible_to(request.user).select_related("by", "store")
    rows = [(view, view.may_be_changed_by(request.user)) for view in views]
    return render(request, "customers/view_list.html", {"rows": rows, "longest": LONGEST})


@needs("customers.view")
@require_POST
@once
def view_create(request):
    """Only what the list understands is kept, not whatever the address said."""
    listed = CustomerList(QueryDict(request.POST.get("query", "")), request.user)
    query = listed.query if listed.is_filtered or listed.more_filters else ""
    shared = request.POST.get("shared") == "1"
    view = save_view(name=request.POST.get("name", ""), query=query, by=request.user, is_shared=shared)
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(f"{reverse('customers:customer-list')}?{view.query}")


@needs("customers.view")
@require_POST
def view_rename(request, pk):
    change_view(_view(request, pk), by=request.user, name=request.POST.get("name", ""))
    messages.success(request, _("Saved."))
    return redirect("customers:view-list")


@needs("customers.view")
@require_POST
def view_share(request, pk):
    """With the store, or (shared=0) no longer."""
    view = change_view(_view(request, pk), by=request.user, is_shared=request.POST.get("shared") != "0")
    if view.is_shared:
        messages.success(request, _("Everybody sees it now."))
    else:
        messages.success(request, _("Only %(name)s sees it now.") % {"name": view.by.name})
    return redirect("customers:view-list")


@needs("customers.view")
@require_POST
def view_remove(request, pk):
    remove_view(_view(request, pk), by=request.user)
    messages.success(request, _("The view is gone."))
    return redirect("customers:view-list")


def _view(request, pk):
    return get_object_or_404(SavedView.objects.visible_to(request.user).select_related("by", "store"), pk=pk)
