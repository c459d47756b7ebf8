"""What looks made up, with its evidence, and the word that clears it (AR-9)."""

from collections import defaultdict

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from customers.actions.suspicions import clear_suspicion
from customers.models import Suspicion
from customers.views.orphans import chosen_store
from stores.access import needs
from stores.models import Staff

PER_PAGE = 20


@needs("archives.check")
@require_safe
def suspicion_list(request):
    """Open incidents of a store, or those cleared (`?cleared=1`), the newest first: a card each."""
    store, stores = chosen_store(request.user, request.GET.get("store"))
    cleared = request.GET.get("cleared") == "1"
    found = Suspicion.objects.filter(store=store, cleared_at__isnull=not cleared)
    reason = request.GET.get("reason") if request.GET.get("reason") in Suspicion.Reason else ""
    found = found.filter(reason=reason) if reason else found
    heads = found.order_by("reason", "incident", "pk").distinct("reason", "incident").values("pk")
    heads = Suspicion.objects.filter(pk__in=heads).select_related("cleared_by").order_by("-found_at", "-pk")
    page = Paginator(heads, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "store": store, "stores": stores, "page": page, "cases": cases(list(page), found),
        "reasons": Suspicion.Reason.choices, "reason": reason, "cleared": cleared,
    }  # fmt: skip
    return render(request, "customers/suspicion_list.html", context)


@needs("archives.check")
@require_POST
def suspicion_clear(request, pk):
    mine = Suspicion.objects.all() if request.user.is_owner else Suspicion.objects.filter(store=request.user.store_id)
    suspicion = get_object_or_404(mine, pk=pk)
    n = clear_suspicion(suspicion, why=request.POST.get("why", "")[:200], by=request.user, now=timezone.now())
    sentence = ngettext(
        "%(n)d archive cleared. It comes back only if there is more evidence.",
        "%(n)d archives cleared. They come back only if there is more evidence.",
        n,
    )
    messages.success(request, sentence % {"n": n})
    return redirect(reverse("customers:suspicion-list") + f"?store={suspicion.store_id}")


def cases(heads, found):
    """[(a suspicion, its evidence in words, all of the same incident among `found`)], in two statements."""
    rows = found.filter(reason__in={one.reason for one in heads}, incident__in={one.incident for one in heads})
    together = defaultdict(list)
    for row in rows.select_related("customer__keeper").order_by("pk"):
        together[row.reason, row.incident].append(row)
    staff = Staff.objects.in_bulk({one.evidence["by"] for one in heads if "by" in one.evidence})
    return [(one, in_words(one, staff), together[one.reason, one.incident]) for one in heads]


def in_words(suspicion, staff):
    """The evidence as a sentence; it names no number and no address."""
    evidence, reason = suspicion.evidence, suspicion.reason
    by = staff.get(evidence.get("by"))
    facts = {"n": evidence["size"], "by": by.name if by else _("Somebody")}
    if reason == Suspicion.Reason.SHARED_PHONE:
        return _("One of the numbers stands in %(n)s archives.") % facts
    if reason == Suspicion.Reason.RUNNING_NUMBERS:
        return _("%(by)s entered %(n)s archives whose numbers run on.") % facts
    if reason == Suspicion.Reason.BURST:
        at = timezone.localtime(parse_datetime(evidence["at"]))
        return _("%(by)s entered %(n)s archives within a minute, on %(at)s.") % (facts | {"at": f"{at:%Y-%m-%d %H:%M}"})
    return _("The address stands in %(n)s archives.") % facts
