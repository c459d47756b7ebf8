"""One more filter for the customer list, as its inputs."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from customers.filtering.chosen import Chosen, grouped
from customers.filtering.table import conditions_for
from stores.access import needs


@needs("customers.view")
@require_safe
def customer_filter(request):
    """What can be added; of the condition `add` its inputs, or nothing where the page, whose inputs come along, shows
    them already."""
    conditions = conditions_for()
    if "add" not in request.GET:
        return render(request, "customers/_filter_choice.html", {"groups": grouped(conditions)})
    condition = conditions.get(request.GET["add"])
    if condition is None:
        raise Http404
    if any(name in request.GET for name in condition.params):
        return HttpResponse(status=204)
    return render(request, "customers/_condition.html", {"each": Chosen(condition, None, {})})
