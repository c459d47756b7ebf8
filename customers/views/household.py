"""The household: a tab on the customer's page, and its forms."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.actions.household import add_member, change_member, remove_member
from customers.forms.household import MemberForm
from customers.forms.minors_in_text import keep_marks
from customers.models import Customer, HouseholdMember
from customers.reader import Reader
from customers.views.parts import customer_of, done, show_form
from stores.access import needs
from stores.sending import once, whole

TAB = "customers:customer-household"


@needs("customers.view")
@require_safe
def customer_household(request, pk):
    return show(request, customer_of(request, pk))


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@once
def member_create(request, customer_pk):
    customer = customer_of(request, customer_pk)
    new = HouseholdMember(customer=customer)
    form = MemberForm(request.POST or None, instance=new, reader=Reader(request.user), about=customer)
    if form.is_valid():
        add_member(form.save(commit=False), by=request.user)
        keep_marks(customer, form, by=request.user)
        return done(request, _("Saved."), customer=customer, tab=TAB, show=show)
    return show_form(request, form, customer=customer, heading=_("Who lives there too?"), tab=TAB)


@needs("customers.edit")
@require_http_methods(["GET", "HEAD", "POST"])
@whole
def member_update(request, pk):
    member = find(request, pk)
    customer = member.customer
    form = MemberForm(request.POST or None, instance=member, reader=Reader(request.user), about=customer)
    if form.is_valid():
        change_member(member, by=request.user, **form.changes)
        keep_marks(customer, form, by=request.user)
        return done(request, _("Saved."), customer=customer, tab=TAB, show=show)
    return show_form(request, form, customer=customer, heading=Reader(request.user).show(member).salutation, tab=TAB)


@needs("customers.edit")
@require_POST
def member_remove(request, pk):
    member = find(request, pk)
    remove_member(member, by=request.user)
    return done(request, _("Taken out of the household."), customer=member.customer, tab=TAB, show=show)


def find(request, pk):
    customers = Customer.objects.visible_to(request.user)
    members = HouseholdMember.objects.filter(customer__in=customers).select_related("customer__store")
    return get_object_or_404(members, pk=pk)


def show(request, customer):
    context = {
        "customer": customer,
        "members": customer.members.select_related("guardian_consent_by"),
        "shows_phone": Reader(request.user).reads_numbers(customer),
        "today": timezone.localdate(),
    }
    return render(request, "customers/_household.html", context)
