from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stores.access import needs
from stores.forms import StoreForm
from stores.models import Store
from stores.sending import once, whole


@needs("stores.manage")
@require_safe
def store_list(request):
    stores = Store.objects.annotate(people=Count("staff", filter=Q(staff__is_active=True)))
    return render(request, "stores/store_list.html", {"stores": stores})


@needs("stores.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def store_create(request):
    return edit(request, StoreForm(request.POST or None))


@needs("stores.manage")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def store_update(request, pk):
    return edit(request, StoreForm(request.POST or None, instance=get_object_or_404(Store, pk=pk)))


def edit(request, form):
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("stores:store-list")
    return render(request, "stores/store_form.html", {"form": form}, status=422 if form.errors else 200)
