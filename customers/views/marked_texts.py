"""Texts that tell a child's birth or age, waiting for a person to settle them (AR-16)."""

from django.apps import apps
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from customers.actions.marked_texts import settle_text
from customers.free_texts import texts_of
from customers.models import Customer, MarkedText
from stores.access import needs

PER_PAGE = 20


@needs("texts.settle")
@require_safe
def marked_text_list(request):
    """Unsettled ones of the customers this person keeps, or of the store, or of all; the newest first."""
    found = MarkedText.objects.visible_to(request.user).about_children().unsettled()
    found = found.select_related("customer__store", "by")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    marks = list(page)
    texts = {text.place: text for text in texts_of({mark.customer_id for mark in marks})}
    cases = [(mark, title(mark), texts.get(mark.place)) for mark in marks]
    context = {"page": page, "cases": cases}
    return render(request, "customers/marked_text_list.html", context)


@needs("texts.settle")
@require_POST
def marked_text_settle(request, pk):
    mark = get_object_or_404(MarkedText.objects.visible_to(request.user).about_children(), pk=pk)
    guardian = request.POST.get("guardian", "")[:60]
    settle_text(mark, how=request.POST.get("how", ""), guardian=guardian, by=request.user)
    messages.success(request, _("Settled."))
    return redirect("customers:marked-text-list")


def title(mark):
    """Of what kind of row the text is; the customer's own needs no name."""
    model = apps.get_model(mark.model)
    return "" if model is Customer else str(model._meta.verbose_name)
