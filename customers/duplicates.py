"""Who may be the person just being written down (AR-13)."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from customers.matching import TAIL, near_names, near_numbers, same_place
from customers.models import Customer, CustomerPhone, HouseholdMember
from customers.reader import Reader
from customers.tokens import store_token
from dealercrm.lib.doors import DOOR, take_doors
from dealercrm.lib.phones import find_phones
from dealercrm.lib.pinyin import PHONE, pinyin_sort_key
from stores.models import Staff

LOOKED_FOR = ("name", "community", "building", "unit", "room", "address")  # what, with numbers, tells a double
SHOWN, LOOKED_AT = 5, 200
AT_MOST = 10  # namesakes in one community whose doors nobody knows: of more, none is worth a warning
WHYS = ("phone", "wechat", "member", "place", "tail")  # the strongest reason first


@dataclass(frozen=True)
class Known:
    """An archive that may be the same person; `why` is one of WHYS, `numbers` are masked unless the reader
    may see them."""

    customer: Customer
    why: str
    numbers: list


@dataclass(frozen=True)
class Lookup:
    known: list
    elsewhere: list  # archives of other stores with that number or WeChat id; others than the owner learn which store

    @property
    def elsewhere_stores(self) -> list[str]:
        return sorted({customer.store.name for customer in self.elsewhere})


def look_up(draft: Customer, phones: str, *, reader: Staff, apart_from: int | None = None) -> Lookup:
    """Archives like the unsaved `draft` Customer with `phones` as typed so far; half a number finds nobody."""
    numbers, __ = find_phones(phones, draft.store.area_code)
    holders = CustomerPhone.objects.filter(number__in=numbers).exclude(customer=apart_from)
    holders = dict(holders.values_list("customer_id", "customer__store_id"))
    members = HouseholdMember.objects.exclude(phone="").filter(phone__in=numbers).exclude(customer=apart_from)
    members = dict(members.values_list("customer_id", "customer__store_id"))
    reasons = {pk: "phone" for pk, store_id in holders.items() if store_id == draft.store_id}
    relatives = {pk: "member" for pk, store_id in members.items() if store_id == draft.store_id}
    wechats = Customer.objects.of_wechat(draft.wechat).exclude(pk=apart_from).order_by("-pk")
    wechats = dict(wechats.values_list("pk", "store_id")[:LOOKED_AT])
    reasons = {pk: "wechat" for pk, store_id in wechats.items() if store_id == draft.store_id} | reasons
    reasons = relatives | reasons
    if draft.name:
        namesakes = Customer.objects.filter(store_id=draft.store_id, erased_at=None).exclude(pk=apart_from)
        for why, ids in (
            ("place", _at_the_place(draft, namesakes)),
            ("tail", _with_the_tail(draft, numbers, namesakes)),
        ):
            reasons = dict.fromkeys(ids, why) | reasons
    order = sorted(reasons, key=lambda pk: (WHYS.index(reasons[pk]), -pk))[:SHOWN]
    found = Customer.objects.select_related("store", "keeper").prefetch_related("phones").in_bulk(order)
    known = [Known(found[pk], reasons[pk], Reader(reader).phones(found[pk])) for pk in order]
    others = [pk for pk, store_id in (holders | wechats | members).items() if store_id != draft.store_id]
    return Lookup(known, list(Customer.objects.filter(pk__in=others).select_related("store")) if others else [])


def _at_the_place(draft: Customer, customers: QuerySet[Customer]) -> list[int]:
    """Ids of near-same names at the draft's door or address; or of its reading in its community, where a door is not
    known. Whoever lives at a door is looked at, so that a slip in the surname is found as well."""
    if draft.community:
        rows = customers.filter(community=draft.community)
        reading, door = Q(pinyin=pinyin_sort_key(draft.name)), Q()
        if draft.room:
            door = Q(building=draft.building, unit=draft.unit, room=draft.room)
            reading &= Q(room="")
        found = [*_near(draft, rows.filter(door), LOOKED_AT)] if door else []
        found += _at_a_home(draft, customers) if draft.door else []
        namesakes = _near(draft, rows.filter(reading), AT_MOST + 1)
        return found + (namesakes if len(namesakes) <= AT_MOST else [])
    return _near(draft, customers.filter(address=draft.address), LOOKED_AT) if draft.address else []


def _near(draft: Customer, rows: QuerySet[Customer], most: int) -> list[int]:
    rows = rows.only("name", "community", "building", "unit", "room", "address").order_by("-pk")[:most]
    return [row.pk for row in rows if near_names(draft.name, row.name) and same_place(draft, row)]


def _at_a_home(draft: Customer, customers: QuerySet[Customer]) -> list[int]:
    """Ids of near-same names with a home at the draft's door: a second flat, or the new one."""
    doors, __ = take_doors(draft.door)
    if not doors:
        return []
    tokens = [store_token(draft.store_id), DOOR + "-".join(doors[0])]
    rows = customers.filter(search__tokens__contains=tokens, homes__community=draft.community)
    rows = rows.order_by("-pk").values_list("pk", "name", "homes__door")[:LOOKED_AT]
    return [pk for pk, name, door in rows if take_doors(door)[0] == doors and near_names(draft.name, name)]


def _with_the_tail(draft: Customer, numbers: list[str], customers: QuerySet[Customer]) -> list[int]:
    """Ids of near-same names with nearly the same number as one typed."""
    found = []
    for number in numbers:
        tail = number[-TAIL:]
        rows = customers.filter(
            search__tokens__contains=[store_token(draft.store_id), PHONE + tail], phones__number__endswith=tail
        )
        rows = rows.order_by("-pk").values_list("pk", "name", "phones__number")[:LOOKED_AT]
        found += [pk for pk, name, known in rows if near_numbers(number, known) and near_names(draft.name, name)]
    return found
