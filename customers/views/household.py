"""The household: a tab on the customer's page, and its forms."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from customers.actions.household import add_member, change_member, remove_member
from customers.actions.households import answer_household, leave_household, open_member_archive, take_back_answer
from customers.actions.phone_access import note_opened
from customers.forms.household import MemberForm
from customers.households import household_of, suggested
from customers.list_query import number
from customers.models import Customer, HouseholdAnswer, HouseholdMember
from customers.reader import Reader
from customers.views.parts import ArchivePart, by_verb, customer_of, customers_of
from stores.access import needs
from stores.sending import once


def show(request, customer):
    reader = Reader(request.user)
    if shows_phone := reader.reads_numbers(customer):
        note_opened([customer.pk], by=request.user, on_task=reader.is_on_task(customer))
    household = household_of(customer, reader=request.user)
    asked = [] if customer.is_erased else suggested(customer, household=household, reader=request.user)
    context = {
        "customer": customer,
        "members": customer.members.select_related("guardian_consent_by"),
        "household": household,
        "suggested": asked,
        "shows_phone": shows_phone,
        "today": timezone.localdate(),
    }
    return render(request, "customers/_household.html", context)


ONE = _("One household: on a festival one of them is greeted for both.")
MEMBERS = ArchivePart(
    HouseholdMember, MemberForm, _("Who lives there too?"), by_verb(add_member),
    lambda customer: HouseholdMember(customer=customer), change_member, remove_member,
    called=lambda member: member.salutation, removed=_("Taken out of the household."),
    show=show, tab="customers:customer-household",
)  # fmt: skip
customer_household = MEMBERS.listing()
member_create, member_update, member_remove = MEMBERS.creating(), MEMBERS.changing(), MEMBERS.removing()


@needs("customers.edit")
@require_POST
def household_answer(request, pk):
    """One household with the customer `other`, or not (one=0); it can be taken back."""
    customer = customer_of(request, pk)
    other = get_object_or_404(customers_of(request.user), pk=number(request.POST.get("other")))
    is_one = request.POST.get("one") == "1"
    said = answer_household(customer, other, is_one=is_one, by=request.user)
    sentence = ONE if is_one else _("Noted: two households.")
    undo = f"{reverse('customers:household-take-back', args=[said.pk])}?of={customer.pk}"
    return MEMBERS.done(request, sentence, other, customer=customer, undo=undo)


@needs("customers.edit")
@require_POST
def household_take_back(request, pk):
    visible = Customer.objects.visible_to(request.user)
    found = get_object_or_404(HouseholdAnswer.objects.filter(first__in=visible, second__in=visible), pk=pk)
    customer = found.first if request.GET.get("of") == str(found.first_id) else found.second
    take_back_answer(found, by=request.user)
    return MEMBERS.done(request, _("Taken back."), customer, customer=customer)


@needs("customers.edit")
@require_POST
def household_leave(request, pk):
    customer = customer_of(request, pk)
    leave_household(customer, by=request.user)
    return MEMBERS.done(request, _("They are a household of their own now."), customer, customer=customer)


@needs("customers.edit")
@require_POST
@once
def member_archive(request, pk):
    """A member of the household becomes a customer of their own."""
    member = get_object_or_404(HouseholdMember.objects.filter(customer__in=customers_of(request.user)), pk=pk)
    new = open_member_archive(member, by=request.user)
    messages.success(request, _("%(name)s has an archive of their own, of the same household.") % {"name": new.name})
    return redirect(new)
