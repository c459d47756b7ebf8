"""Texts of other archives in which somebody who was erased may still stand, for the owner to settle (AR-16)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.actions.erased_places import pieces, settle_place
from customers.free_texts import texts_of
from customers.models import MarkedText
from customers.views.marked_texts import PER_PAGE, title
from stores.access import needs


@needs("persons.serve")
@require_safe
def erased_place_list(request):
    found = MarkedText.objects.visible_to(request.user).about_erased().unsettled().select_related("customer__store")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    marks = list(page)
    texts = {text.place: text for text in texts_of({mark.customer_id for mark in marks})}
    cases = [(mark, title(mark), text := texts.get(mark.place), pieces(mark, text)) for mark in marks]
    return render(request, "customers/erased_place_list.html", {"page": page, "cases": cases})


@needs("persons.serve")
@require_POST
def erased_place_settle(request, pk):
    mark = get_object_or_404(MarkedText.objects.visible_to(request.user).about_erased(), pk=pk)
    how = request.POST.get("how", "")
    settle_place(mark, how=how, by=request.user)
    done = {"strike": _("The words were taken out, of the history too."), "other": _("It stays as it is.")}
    messages.success(request, done.get(how, _("Settled.")))
    return redirect("customers:erased-place-list")
