"""Who knows whom: a tab of the customer's page (AR-17). The picture of the circle is a floor above, with referrals."""

from urllib.parse import urlencode

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from customers.actions.ties import tie, untie
from customers.forms.tie import TieForm
from customers.models import Customer, Tie
from customers.views.parts import ArchivePart
from stores.access import needs


def show(request, customer):
    """Ties to customers this person may see; those of other stores stay there."""
    ties = Tie.objects.filter(Q(first=customer) | Q(second=customer)).select_related("first__tier", "second__tier")
    visible = Customer.objects.visible_to(request.user)
    ties = list(ties.filter(first__in=visible, second__in=visible).order_by("relation", "pk"))
    for each in ties:
        each.other = each.second if each.first_id == customer.pk else each.first
    return render(request, "customers/_ties.html", {"customer": customer, "ties": ties})


def add(form, by):
    said = form.cleaned_data
    return tie(form.about, said["other"], relation=said["relation"], note=said["note"], by=by)


TIES = ArchivePart(
    Tie, TieForm, _("Who knows them?"), add, lambda customer: Tie(first=customer), of="first",
    removed=_("The tie is removed."), show=show, tab="customers:customer-ties",
)  # fmt: skip
customer_ties, tie_create = TIES.listing(), TIES.creating()


@needs("customers.edit")
@require_POST
def tie_remove(request, pk):
    """From the page of either; `of` says whose page it is. To take it back is to note it again."""
    visible = Customer.objects.visible_to(request.user)
    ties = Tie.objects.filter(first__in=visible, second__in=visible).select_related("first", "second")
    found = get_object_or_404(ties, pk=pk)
    untie(found, by=request.user)
    pair = [found.first, found.second]
    customer, other = pair[::-1] if request.GET.get("of") == str(found.second_id) else pair
    said = urlencode({"other": other.pk, "relation": found.relation, "note": found.note})
    undo = f"{reverse('customers:tie-create', args=[customer.pk])}?{said}"
    return TIES.done(request, TIES.removed, found, customer=customer, undo=undo)
