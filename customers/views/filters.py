"""One more filter for the customer list, as its inputs."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.filtering.chosen import Chosen
from customers.filtering.table import conditions_for
from stores.access import needs


@needs("customers.view")
@require_safe
def customer_filter(request):
    """The inputs of the condition `add`; nothing if the page, whose inputs come along, shows them already."""
    condition = conditions_for().get(request.GET.get("add", ""))
    if condition is None:
        raise Http404
    if any(name in request.GET for name in condition.params):
        return HttpResponse(status=204)
    return render(request, "customers/_condition.html", {"each": Chosen(condition, None, {})})
