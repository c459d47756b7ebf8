"""Who knows whom: a tab of the customer's page (AR-17). The picture of the circle is a floor above, with referrals."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actions.ties import tie, untie
from customers.forms.minors_in_text import keep_marks
from customers.forms.tie import TieForm
from customers.models import Customer, Tie
from customers.views.parts import customer_of, done, show_form
from stores.access import needs
from stores.sending import once

TAB = "customers:customer-ties"


@needs("customers.view")
@require_safe
def customer_ties(request, pk):
    return show(request, customer_of(request, pk))


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def tie_create(request, customer_pk):
    customer = customer_of(request, customer_pk)
    form = TieForm(request.POST or None, customer=customer, by=request.user)
    if form.is_valid():
        said = form.cleaned_data
        found = tie(customer, said["other"], relation=said["relation"], note=said["note"], by=request.user)
        keep_marks(found.first, form, by=request.user)
        return done(request, _("Saved."), customer=customer, tab=TAB, show=show)
    return show_form(request, form, customer=customer, heading=_("Who knows them?"), tab=TAB)


@needs("customers.edit")
@require_POST
def tie_remove(request, pk):
    """From the page of either; `of` says whose page it is."""
    visible = Customer.objects.visible_to(request.user)
    ties = Tie.objects.filter(first__in=visible, second__in=visible).select_related("first", "second")
    found = get_object_or_404(ties, pk=pk)
    untie(found, by=request.user)
    customer = found.second if request.GET.get("of") == str(found.second_id) else found.first
    return done(request, _("The tie is removed."), customer=customer, tab=TAB, show=show)


def show(request, customer):
    """Ties to customers this person may see; those of other stores stay there."""
    ties = Tie.objects.filter(Q(first=customer) | Q(second=customer)).select_related("first__tier", "second__tier")
    visible = Customer.objects.visible_to(request.user)
    ties = list(ties.filter(first__in=visible, second__in=visible).order_by("relation", "pk"))
    for each in ties:
        each.other = each.second if each.first_id == customer.pk else each.first
    return render(request, "customers/_ties.html", {"customer": customer, "ties": ties})
