"""The household: a tab on the customer's page, and its forms."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.actions.household import add_member, change_member, remove_member
from customers.actions.phone_access import note_opened
from customers.forms.household import MemberForm
from customers.models import HouseholdMember
from customers.reader import Reader
from customers.views.parts import ArchivePart, by_verb


def show(request, customer):
    reader = Reader(request.user)
    if shows_phone := reader.reads_numbers(customer):
        note_opened([customer.pk], by=request.user, on_task=reader.is_on_task(customer))
    context = {
        "customer": customer,
        "members": customer.members.select_related("guardian_consent_by"),
        "shows_phone": shows_phone,
        "today": timezone.localdate(),
    }
    return render(request, "customers/_household.html", context)


MEMBERS = ArchivePart(
    HouseholdMember, MemberForm, _("Who lives there too?"), by_verb(add_member),
    lambda customer: HouseholdMember(customer=customer), change_member, remove_member,
    called=lambda member: member.salutation, removed=_("Taken out of the household."),
    show=show, tab="customers:customer-household",
)  # fmt: skip
customer_household = MEMBERS.listing()
member_create, member_update, member_remove = MEMBERS.creating(), MEMBERS.changing(), MEMBERS.removing()
