"""Homes and what stands in them: a tab on the customer's page, and its forms."""

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from customers.actions.homes import (
    add_home,
    add_item,
    change_home,
    change_item,
    put_into_home,
    remove_home,
    remove_item,
)
from customers.forms.home import HomeForm, ItemForm
from customers.models import Home, HomeItem
from customers.needs_of_many import loose_lines
from customers.views.parts import ArchivePart, by_verb, customers_of
from stores.access import needs

KEPT = Count("attachments", filter=Q(attachments__removed_at__isnull=True))  # photos and files of a home


def show(request, customer):
    homes = customer.homes.prefetch_related("items__category").annotate(kept=KEPT)
    loose = loose_lines().filter(order__customer=customer).select_related("category", "order")
    context = {
        "customer": customer,
        "homes": homes,
        "loose": loose,
        "today": timezone.localdate(),
    }
    return render(request, "customers/_homes.html", context)


def new_home(customer):
    """The first one is where they live, whose address is known."""
    is_main = not customer.homes.exists()
    door = customer.door if is_main else ""
    return Home(customer=customer, community=customer.community, door=door, is_main=is_main)


def homes_of(staff):
    return Home.objects.filter(customer__in=customers_of(staff)).select_related("customer__store")


HOMES = ArchivePart(
    Home, HomeForm, _("A home"), by_verb(add_home), new_home, change_home, remove_home,
    removed=_("The home is taken out."), show=show, tab="customers:customer-homes",
)  # fmt: skip
ITEMS = ArchivePart(
    HomeItem, ItemForm, _("What stands there, or is missing"), by_verb(add_item), lambda home: HomeItem(home=home),
    change_item, remove_item, of="home", owners=homes_of,
    removed=_("Taken out of the home."), show=show, tab=HOMES.tab,
)  # fmt: skip
customer_homes = HOMES.listing()
home_create, home_update, home_remove = HOMES.creating(), HOMES.changing(), HOMES.removing()
home_item_create, item_update, item_remove = ITEMS.creating(), ITEMS.changing(), ITEMS.removing()


@needs("customers.edit")
@require_POST
def home_fill(request, pk):
    """What was bought here and stands in no home yet, into this one."""
    home = HOMES.find(request, pk)
    n = put_into_home(home, by=request.user)
    sentence = ngettext("%(n)d thing stands there now.", "%(n)d things stand there now.", n) % {"n": n}
    return HOMES.done(request, sentence, home)
