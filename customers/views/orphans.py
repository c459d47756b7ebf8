"""Old customers without a keeper, and dealing them out (ST-3)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.actions.keepers import share_orphans
from customers.forms.customer import ShareForm
from customers.list_query import number
from customers.models import Customer
from stores.access import needs
from stores.models import Store

PER_PAGE = 50


@needs("customers.give_keeper")
@require_safe
def orphan_list(request):
    """Of one store: colleagues can only be given customers of their own."""
    store, stores = chosen_store(request.user, request.GET.get("store"))
    if store is None:
        return render(request, "customers/orphan_list.html", {"stores": stores, "page": None})
    orphans = Customer.objects.filter(store=store).orphans().select_related("tier", "keeper")
    page = Paginator(orphans.order_by("tier__letter", "tier__level", "-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"store": store, "stores": stores, "page": page, "form": ShareForm(store=store)}
    return render(request, "customers/orphan_list.html", context)


@needs("customers.give_keeper")
@require_POST
def orphan_share(request):
    store = get_object_or_404(Store.objects.visible_to(request.user), pk=number(request.POST.get("store")))
    form = ShareForm(request.POST, store=store)
    if form.is_valid():
        ids = None if form.cleaned_data["everybody"] else form.cleaned_data["customer"]
        counts = share_orphans(store, keepers=form.cleaned_data["keepers"], by=request.user, customer_ids=ids)
        total = sum(counts.values())
        done = ngettext("%(total)s customer has a keeper again.", "%(total)s customers have a keeper again.", total)
        messages.success(request, done % {"total": total})
    else:
        for errors in form.errors.values():
            messages.error(request, errors[0] if errors else _("Choose at least one colleague."))
    return redirect(f"{reverse('customers:orphan-list')}?store={store.pk}")


def chosen_store(staff, typed, *, or_all=False):
    """(the store the page is about, the stores to choose from): one's own, or for the owner the first until chosen.

    With `or_all` the owner begins with all stores together, which is None.
    """
    if not staff.is_owner:
        return staff.store, []
    stores = list(Store.objects.all())
    chosen, usual = number(typed), stores[0] if stores and (not or_all or len(stores) == 1) else None
    return next((store for store in stores if store.pk == chosen), usual), stores
