"""What people do to a customer's archive."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.actions.consent import heed_suppression
from customers.actions.customer_since import count_introduced, count_since
from customers.activity import record, refuse_erased
from customers.completeness import keep_completeness
from customers.consent import addresses
from customers.models import Customer, CustomerPhone
from customers.occupations import occupation_code
from customers.phones import change_phones
from customers.search import keep_search
from dealercrm.lib.birthdays.value import Birthday
from dealercrm.lib.errors import Refused
from dealercrm.lib.phones import normalise
from dealercrm.lib.pinyin import pinyin_sort_key
from stores.models import Staff, Store

FOUND_BY = {"name", "salutation", "wechat", "community", "phones"}
COUNTED_BY = {"source", "introduced_by", "direct_since"}  # AR-1: who came through an intermediary is a lead for longer


@transaction.atomic
def add_customer(customer: Customer, *, phones: list[str], by: Staff, duplicate_ok: bool = False) -> Customer:
    """Take an unsaved Customer into the archive; `phones` as typed or normalised. Returns it saved.

    Refused without a name, without any way to reach the person, and, unless `duplicate_ok`, where a number or the
    WeChat id is already in the store's archive.
    """
    # Two people who write down the same visitor at once must see each other.
    Store.objects.select_for_update(no_key=True).get(pk=customer.store_id)
    numbers = _checked(customer, phones)
    if not duplicate_ok:
        _refuse_known(customer, numbers)
    derive(customer)
    customer.save()
    change_phones({customer.pk: ((), numbers)})
    keep_search([customer.pk])
    record(facts.CUSTOMER_ADDED, customer=customer, by=by)
    heed_suppression(customer, addresses(customer, numbers), by=by)
    return customer


@transaction.atomic
def change_customer(customer: Customer, *, by: Staff, phones: list[str] | None = None, **changes: Any) -> set[str]:
    """Set the given fields (and all phones, if given) on the row as it is now; returns the names of what changed.

    Announces CUSTOMER_CHANGED with data {"changed": {field: [before, after]}}, values as text; nothing changed,
    nothing announced. Keeper and store are no fields to be changed here: see keepers.give_keeper and moves.
    """
    row = Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    refuse_erased(row)
    before = {field: getattr(row, field) for field in changes}
    for field, value in changes.items():
        setattr(row, field, value)
    changed = {
        field: [_text(before[field]), _text(changes[field])] for field in changes if before[field] != changes[field]
    }
    old_numbers = list(row.phones.values_list("number", flat=True))
    numbers = _checked(row, old_numbers if phones is None else phones)
    if numbers != old_numbers:
        changed["phones"] = [", ".join(old_numbers), ", ".join(numbers)]
        change_phones({row.pk: (old_numbers, numbers)})
    if changed:
        derive(row)
        row.save()
        if COUNTED_BY & changed.keys():
            count_since(row, today=timezone.localdate())
        if "kind" in changed:
            count_introduced(row, today=timezone.localdate())
        if FOUND_BY & changed.keys():
            keep_search([row.pk])
        else:
            keep_completeness([row.pk])
        record(facts.CUSTOMER_CHANGED, customer=row, by=by, data={"changed": changed})
        if changed.keys() & {"phones", "wechat"}:
            heed_suppression(row, addresses(row, set(numbers) - set(old_numbers)), by=by)
    return set(changed)


def confirm(customer: Customer, *, now: datetime) -> None:
    """They were asked what has changed, and what was new has been written down: the archive is up to date (AR-10)."""
    Customer.objects.filter(pk=customer.pk, updated_at__lt=now).update(updated_at=now)


def known_numbers(
    store_id: int, numbers: list[str] | set[str], *, apart_from: int | None = None
) -> QuerySet[CustomerPhone]:
    """CustomerPhone rows of the store that carry one of the numbers, `apart_from` the customer being written."""
    return (
        CustomerPhone.objects.filter(customer__store_id=store_id, number__in=numbers)
        .exclude(customer_id=apart_from)
        .select_related("customer")
        .order_by("customer_id", "position")
    )


def _refuse_known(customer: Customer, numbers: list[str]) -> None:
    if phone := known_numbers(customer.store_id, numbers).first():
        what, known = phone, phone.customer
    elif known := Customer.objects.of_wechat(customer.wechat).filter(store=customer.store).order_by("pk").first():
        what = customer.wechat
    else:
        return
    raise Refused(_("%(phone)s is already in the archive, as %(name)s.") % {"phone": what, "name": known.name})


def _checked(customer: Customer, phones: list[str]) -> list[str]:
    numbers = list(dict.fromkeys(number for phone in phones for number in normalise(phone)))
    if not customer.name.strip():
        raise Refused(_("A customer needs a name."))
    if not numbers and not customer.wechat:
        raise Refused(_("Write down a phone number or a WeChat id: else nobody can reach this customer."))
    return numbers


def derive(customer: Customer) -> None:
    """Keep what follows from the words: the order of names, and the profession day."""
    customer.pinyin = pinyin_sort_key(customer.name)[:120]
    customer.occupation_code = occupation_code(customer.occupation)


def _text(value: Birthday | str | None) -> str:
    return "" if value is None else str(getattr(value, "text", value))
