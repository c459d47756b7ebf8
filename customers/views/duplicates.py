"""Archives that may be one person: the warning while somebody writes, the list, the merge and its undoing (AR-13)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actions.duplicates import find_duplicates, two_people
from customers.actions.merge import merge, undo_merge
from customers.duplicates import LOOKED_FOR, look_up
from customers.forms.other_archive import OtherArchiveForm
from customers.list_query import number
from customers.merging import fields
from customers.models import Customer, LikelyDuplicate, Merge
from customers.reader import Reader
from customers.views.orphans import chosen_store
from stores.access import needs
from stores.models import Store

PER_PAGE, MERGES = 30, 20
TYPED = ("wechat", *LOOKED_FOR)


@needs("customers.edit")
@require_safe
def duplicate_check(request):
    """While somebody writes a customer down: who that may be already. `of` is the archive being changed."""
    store = request.user.store
    mine = Customer.objects.visible_to(request.user).select_related("store")
    own = mine.filter(pk=number(request.GET.get("of"))).first()
    if own:
        store = own.store
    elif request.user.is_owner:
        store = Store.objects.filter(pk=number(request.GET.get("store"))).first() or store
    found = None
    if store:
        draft = Customer(store=store, **{field: request.GET.get(field, "").strip()[:200] for field in TYPED})
        typed = request.GET.get("phones", "")[:200]
        found = look_up(draft, typed, reader=request.user, apart_from=own and own.pk)
    return render(request, "customers/_known.html", {"found": found})


@needs("customers.merge")
@require_safe
def duplicate_list(request):
    """The pairs of one store that nobody has decided on, and its merges, the last first; `before` leads to older."""
    undecided = LikelyDuplicate.objects.filter(two_people_at=None)
    # Unless the owner chose a store: one that has pairs, or the page would say that there are none.
    wanted = request.GET.get("store") or undecided.order_by("store").values_list("store", flat=True).first()
    store, stores = chosen_store(request.user, wanted)
    pairs = undecided.filter(store=store)
    pairs = pairs.select_related("first__tier", "first__keeper", "second__tier", "second__keeper")
    pairs = pairs.prefetch_related("first__phones", "second__phones").order_by("-pk")
    page = Paginator(pairs, PER_PAGE).get_page(request.GET.get("page"))
    for pair in page:
        for customer in (pair.first, pair.second):
            customer.numbers = Reader(request.user).phones(customer)
    merges = Merge.objects.filter(kept__store=store, undone_at=None).select_related("kept", "by")
    if before := number(request.GET.get("before")):
        merges = merges.filter(pk__lt=before)
    merges = list(merges.order_by("-pk")[: MERGES + 1])
    context = {"store": store, "stores": stores, "page": page, "merges": merges[:MERGES]}
    context["older"] = merges[MERGES - 1].pk if len(merges) > MERGES else None
    return render(request, "customers/duplicate_list.html", context)


@needs("customers.merge")
@require_POST
def duplicate_scan(request):
    """Look now rather than tonight: after an import, say."""
    store = get_object_or_404(Store.objects.visible_to(request.user), pk=number(request.POST.get("store")))
    find_duplicates(timezone.localdate(), store)
    return redirect(f"{reverse('customers:duplicate-list')}?store={store.pk}")


@needs("customers.merge")
@require_POST
def duplicate_dismiss(request, pk):
    pairs = LikelyDuplicate.objects.filter(first__in=Customer.objects.visible_to(request.user))
    pair = get_object_or_404(pairs, pk=pk)
    two_people(pair, by=request.user, now=timezone.now())
    messages.success(request, _("Noted: two people. They are not shown again."))
    return redirect(f"{reverse('customers:duplicate-list')}?store={pair.store_id}")


@needs("customers.merge")
@require_safe
def customer_merge_choose(request, pk):
    """Which other archive is the same person's: what no scan finds, somebody knows."""
    customer = get_object_or_404(Customer.objects.visible_to(request.user).filter(erased_at=None), pk=pk)
    form = OtherArchiveForm(request.GET if "other" in request.GET else None, customer=customer, by=request.user)
    if form.is_valid():
        return redirect("customers:customer-merge", customer.pk, form.cleaned_data["other"].pk)
    context = {"customer": customer, "form": form}
    return render(request, "customers/merge_choose.html", context, status=422 if form.errors else 200)


@needs("customers.merge")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_merge(request, pk, gone):
    """Side by side; each field that differs is chosen, everything else is kept from both."""
    customers = Customer.objects.visible_to(request.user).select_related("store", "keeper", "tier")
    keep, other = (get_object_or_404(customers.prefetch_related("phones"), pk=key) for key in (pk, gone))
    if request.method == "POST":
        choices = {
            key.removeprefix("choice:"): value for key, value in request.POST.items() if key.startswith("choice:")
        }
        merge(keep, other, by=request.user, choices=choices)
        messages.success(request, _("The two archives are one now. It can be undone under “Likely duplicates”."))
        return redirect(keep)
    for customer in (keep, other):
        customer.numbers = Reader(request.user).phones(customer)
        customer.many = {"orders": customer.orders.count(), "members": customer.members.count()}
    differences = fields.compare(fields.sheet(keep), fields.sheet(other))
    context = {"keep": keep, "other": other, "both": [keep, other], "differences": differences}
    return render(request, "customers/customer_merge.html", context)


@needs("customers.merge")
@require_POST
def merge_undo(request, pk):
    merges = Merge.objects.filter(kept__in=Customer.objects.visible_to(request.user))
    merged = get_object_or_404(merges, pk=pk)
    gone = undo_merge(merged, by=request.user)
    messages.success(request, _("Undone: %(name)s has an archive of their own again.") % {"name": gone.name})
    return redirect(gone)


def forward(request, pk):
    """To the archive that took this one over, or 404. A browser must ask again: a merge can be undone."""
    kept = Customer.objects.visible_to(request.user)
    merged = Merge.objects.filter(gone_id=pk, undone_at=None, kept__in=kept).select_related("kept").first()
    if merged is None:
        raise Http404
    return HttpResponsePermanentRedirect(merged.kept.get_absolute_url(), headers={"Cache-Control": "no-cache"})
