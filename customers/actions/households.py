"""Saying that two archives are one household, or are not, and taking it back (AR-3)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers import facts
from customers.actions.customers import add_customer
from customers.activity import record, refuse_erased
from customers.households import keep_households, with_household
from customers.models import Customer, HouseholdAnswer, HouseholdMember
from dealercrm.lib.errors import Refused
from stores.models import Staff

# What somebody who lives in the same household has in common with it.
SHARED = ("store", "keeper", "community", "building", "unit", "room", "address")


@transaction.atomic
def answer_household(
    one: Customer, other: Customer, *, is_one: bool, by: Staff, now: datetime | None = None
) -> HouseholdAnswer:
    """One household, or none; said again, the new word holds. Refused with oneself, across stores and once erased."""
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=[one.pk, other.pk]).order_by("pk")
    if len(rows) < 2:
        raise Refused(_("Choose somebody else: this is one archive."))
    first, second = rows
    for row in rows:
        refuse_erased(row)
    if first.store_id != second.store_id:
        raise Refused(_("Archives of two stores stay apart: each store answers for its own."))
    said = {"is_one": is_one, "by": by, "at": now or timezone.now()}
    found, __ = HouseholdAnswer.objects.update_or_create(first=first, second=second, defaults=said)
    _follow(found, facts.HOUSEHOLD_JOINED if is_one else facts.HOUSEHOLD_PARTED, by)
    return found


@transaction.atomic
def take_back_answer(found: HouseholdAnswer, *, by: Staff) -> None:
    """Nobody has said anything about the two. Refused where a colleague was faster."""
    row = HouseholdAnswer.objects.select_for_update().filter(pk=found.pk).first()
    if row is None:
        raise Refused(_("A colleague has taken this back already."))
    was_one = row.is_one
    HouseholdAnswer.objects.filter(pk=row.pk).delete()
    _follow(row, facts.HOUSEHOLD_PARTED if was_one else "", by)


@transaction.atomic
def leave_household(customer: Customer, *, by: Staff, now: datetime | None = None) -> None:
    """They live on their own now; the others stay one household. Refused where there is none."""
    now = now or timezone.now()
    others = [pk for pk in with_household([customer.pk]) if pk != customer.pk]
    if not others:
        raise Refused(_("This archive is of no household with others."))
    for pk in others:
        answer_household(customer, Customer(pk=pk), is_one=False, by=by, now=now)
    for pk in others[1:]:  # whom only the leaver held together
        if pk not in with_household([others[0]]):
            answer_household(Customer(pk=others[0]), Customer(pk=pk), is_one=True, by=by, now=now)


@transaction.atomic
def open_member_archive(member: HouseholdMember, *, by: Staff, now: datetime | None = None) -> Customer:
    """A member of the household gets an archive of their own, of the same household. Refused for a child, without a
    name, and without a number."""
    home = Customer.objects.select_related("store", "keeper").get(pk=member.customer_id)
    if member.is_child(timezone.localdate(now)):
        raise Refused(_("A child gets no archive of their own."))
    shared = {name: getattr(home, name) for name in SHARED}
    new = Customer(name=member.name, birthday=member.birthday, occupation=member.occupation, **shared)
    add_customer(new, phones=[member.phone] if member.phone else [], by=by, duplicate_ok=True)
    answer_household(home, new, is_one=True, by=by, now=now)
    return new


def _follow(found: HouseholdAnswer, kind: str, by: Staff) -> None:
    """The households are counted anew; told on both timelines, each naming the other."""
    keep_households([found.first_id, found.second_id])
    for customer, other in ((found.first, found.second), (found.second, found.first)) if kind else ():
        record(kind, customer=customer, by=by, data={"other": other.pk, "name": other.name})
