"""Homes and what stands in them: a tab on the customer's page, and its forms."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

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
from customers.forms.minors_in_text import keep_marks
from customers.models import Customer, Home, HomeItem
from customers.needs_of_many import loose_lines
from customers.reader import Reader
from customers.views.parts import customer_of, done, show_form
from stores.access import needs
from stores.sending import once, whole

TAB = "customers:customer-homes"
KEPT = Count("attachments", filter=Q(attachments__removed_at__isnull=True))  # photos and files of a home


@needs("customers.view")
@require_safe
def customer_homes(request, pk):
    return show(request, customer_of(request, pk))


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def home_create(request, customer_pk):
    customer = customer_of(request, customer_pk)
    is_main = not customer.homes.exists()
    door = customer.door if is_main else ""
    new = Home(customer=customer, community=customer.community, door=door, is_main=is_main)
    form = HomeForm(request.POST or None, instance=new, reader=Reader(request.user), about=customer)
    if form.is_valid():
        add_home(form.save(commit=False), by=request.user)
        keep_marks(customer, form, by=request.user)
        return done(request, _("Saved."), customer=customer, tab=TAB, show=show)
    return show_form(request, form, customer=customer, heading=_("A home"), tab=TAB)


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def home_update(request, pk):
    home = find(request, Home, "customer", pk)
    reader = Reader(request.user)
    heading = str(reader.show(home))
    form = HomeForm(request.POST or None, instance=home, reader=reader, about=home.customer)
    if form.is_valid():
        change_home(home, by=request.user, **form.changes)
        keep_marks(home.customer, form, by=request.user)
        return done(request, _("Saved."), customer=home.customer, tab=TAB, show=show)
    return show_form(request, form, customer=home.customer, heading=heading, tab=TAB)


@needs("customers.edit")
@require_POST
def home_remove(request, pk):
    home = find(request, Home, "customer", pk)
    remove_home(home, by=request.user)
    return done(request, _("The home is taken out."), customer=home.customer, tab=TAB, show=show)


@needs("customers.edit")
@require_POST
def home_fill(request, pk):
    """What was bought here and stands in no home yet, into this one."""
    home = find(request, Home, "customer", pk)
    n = put_into_home(home, by=request.user)
    sentence = ngettext("%(n)d thing stands there now.", "%(n)d things stand there now.", n) % {"n": n}
    return done(request, sentence, customer=home.customer, tab=TAB, show=show)


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def home_item_create(request, pk):
    home = find(request, Home, "customer", pk)
    new, reader = HomeItem(home=home), Reader(request.user)
    form = ItemForm(request.POST or None, instance=new, reader=reader, about=home.customer)
    if form.is_valid():
        add_item(form.save(commit=False), by=request.user)
        keep_marks(home.customer, form, by=request.user)
        return done(request, _("Saved."), customer=home.customer, tab=TAB, show=show)
    return show_form(request, form, customer=home.customer, heading=_("What stands there, or is missing"), tab=TAB)


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def item_update(request, pk):
    item = find(request, HomeItem, "home__customer", pk)
    customer, reader = item.home.customer, Reader(request.user)
    heading = reader.words(customer, item.product)
    form = ItemForm(request.POST or None, instance=item, reader=reader, about=customer)
    if form.is_valid():
        change_item(item, by=request.user, **form.changes)
        keep_marks(customer, form, by=request.user)
        return done(request, _("Saved."), customer=customer, tab=TAB, show=show)
    return show_form(request, form, customer=customer, heading=heading, tab=TAB)


@needs("customers.edit")
@require_POST
def item_remove(request, pk):
    item = find(request, HomeItem, "home__customer", pk)
    remove_item(item, by=request.user)
    return done(request, _("Taken out of the home."), customer=item.home.customer, tab=TAB, show=show)


def find(request, model, path, pk):
    """A row of a visible customer; `path` leads from the model to the customer."""
    visible = model.objects.filter(**{f"{path}__in": Customer.objects.visible_to(request.user)})
    return get_object_or_404(visible.select_related(f"{path}__store"), pk=pk)


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
