"""A person's rights, served by the owner: everything about them in a file, or erased (AR-16)."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from customers.actions.erase import erase, hand_out
from customers.forms.erase import EraseForm
from customers.models import Customer
from customers.subject_access import as_data
from customers.views.parts import customer_of
from stores.access import needs


@needs("persons.serve")
@require_POST
def customer_everything(request, pk):
    """A file to hand to the person: JSON for machines, HTML for reading and printing."""
    customer = customer_of(request, pk)
    told = hand_out(customer, by=request.user)
    name = f"archive-{customer.pk}"
    if request.POST.get("format") == "json":
        response = JsonResponse(as_data(told), json_dumps_params={"ensure_ascii": False, "indent": 1})
        name += ".json"
    else:
        context = {"customer": customer, "tables": told, "today": timezone.localdate()}
        response = HttpResponse(render_to_string("customers/everything.html", context, request))
        name += ".html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@needs("persons.serve")
@require_http_methods(["GET", "HEAD", "POST"])
def customer_erase(request, pk):
    customer = customer_of(request, pk)
    form = EraseForm(request.POST or None)
    if form.is_valid():
        places = erase(customer, why=form.cleaned_data["why"], by=request.user)
        messages.success(request, _("The archive is erased; the figures stay as they were."))
        if not places:
            return redirect(customer)
        found = ngettext(
            "%(n)s text of other archives may still name the person: settle it here.",
            "%(n)s texts of other archives may still name the person: settle them here.",
            places,
        )
        messages.warning(request, found % {"n": places})
        return redirect("customers:erased-place-list")
    numbers = customer.phones.values("number")
    context = {
        "customer": customer,
        "form": form,
        "others": Customer.objects.filter(phones__number__in=numbers).exclude(pk=pk).select_related("store").distinct(),
    }
    return render(request, "customers/customer_erase.html", context, status=422 if form.errors else 200)
