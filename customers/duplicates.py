"""Who may be the person just being written down (AR-13)."""

from dataclasses import dataclass

from customers.likeness import near_names, same_place
from customers.models import Customer, CustomerPhone
from dealercrm.lib.phones import find_phones

SHOWN, LOOKED_AT = 5, 200


@dataclass(frozen=True)
class Known:
    """An archive that may be the same person; `by_phone` says why, `numbers` are masked unless the reader may see."""

    customer: Customer
    by_phone: bool
    numbers: list


@dataclass(frozen=True)
class Lookup:
    known: list
    elsewhere: list  # archives of other stores with that number; only the owner learns which


def look_up(draft, phones, *, reader, apart_from=None):
    """Archives like the unsaved `draft` Customer with `phones` as typed so far; half a number finds nobody."""
    numbers, __ = find_phones(phones, draft.store.area_code)
    holders = CustomerPhone.objects.filter(number__in=numbers).exclude(customer=apart_from)
    holders = dict(holders.values_list("customer_id", "customer__store_id"))
    by_phone = [pk for pk, store_id in holders.items() if store_id == draft.store_id]
    by_name = [] if not draft.name else [pk for pk in _like(draft, apart_from) if pk not in by_phone]
    ids = [*by_phone, *by_name][:SHOWN]
    found = Customer.objects.select_related("store", "keeper").prefetch_related("phones").in_bulk(ids)
    known = [
        Known(found[pk], pk in by_phone, [_shown(phone, found[pk], reader) for phone in found[pk].phones.all()])
        for pk in ids
    ]
    others = [pk for pk, store_id in holders.items() if store_id != draft.store_id]
    return Lookup(known, list(Customer.objects.filter(pk__in=others).select_related("store")) if others else [])


def _like(draft, apart_from):
    if not (draft.community or draft.address):
        return []
    rows = Customer.objects.filter(store_id=draft.store_id, erasure=None).exclude(pk=apart_from)
    rows = rows.filter(community=draft.community) if draft.community else rows.filter(address=draft.address)
    # Whoever lives there and begins alike; a slip in the surname itself is found by the night.
    rows = rows.filter(name__startswith=draft.name.strip()[:1]).only(
        "name", "community", "building", "unit", "room", "address"
    )
    rows = rows.order_by("-pk")[:LOOKED_AT]
    return [row.pk for row in rows if near_names(draft.name, row.name) and same_place(draft, row)]


def _shown(phone, customer, reader):
    return phone.number if customer.shows_phone_to(reader) else str(phone)
