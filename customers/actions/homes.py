"""The homes of a customer and what stands in them (AR-4, AR-5)."""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.activity import record
from customers.categories import categories_of
from customers.models import Attachment, Customer, Home, HomeItem, Order, OrderLine
from customers.needs_of_many import loose_lines
from customers.search import keep_search
from dealercrm.lib.doors import take_doors
from dealercrm.lib.errors import Refused
from stores.models import Staff

TOLD_OF_A_HOME = (
    "label", "kind", "renovation_round", "area", "handed_over_on", "is_main", "photo_permission_by",
    "photo_permission_on", "notes",
)  # fmt: skip


@transaction.atomic
def add_home(home: Home, *, by: Staff) -> Home:
    """Write an unsaved Home down; the first is the one the family lives in. Returns it saved, or the one that was
    written down behind this door before."""
    customer = _lock(home.customer_id)
    if same := _home_at(customer, home.community, home.door):
        # Made by an installation before anybody wrote it down: one home, with what is known of it now.
        said = {name: getattr(home, name) for name in TOLD_OF_A_HOME}
        change_home(same, by=by, **{name: value for name, value in said.items() if value not in ("", None, False, 1)})
        same.refresh_from_db()
        return same
    home.is_main = home.is_main or not customer.homes.exists()
    _live_in_one(home)
    home.save()
    keep_search([customer.pk])
    record(facts.HOME_ADDED, customer=customer, by=by, subject=home, data={"home": str(home)})
    return home


@transaction.atomic
def change_home(home: Home, *, by: Staff, **changes: Any) -> set[str]:
    """Set the given fields on the row as it is now; returns the names of what changed."""
    customer = _lock(home.customer_id)
    row = Home.objects.get(pk=home.pk)
    changed = _set(row, changes)
    if "is_main" in changed and not row.is_main:
        raise Refused(_("The family lives somewhere: mark their new home instead."))
    if "photo_permission_on" in changed and not row.photo_permission_on and _is_shown(row):
        raise Refused(_("There are photos of this home. Remove them first: without permission none is kept."))
    if changed:
        _live_in_one(row)
        row.save()
        if {"community", "door"} & set(changed):
            keep_search([customer.pk])
        data = {"home": str(row), "fields": changed}
        record(facts.HOME_CHANGED, customer=customer, by=by, subject=row, data=data)
    return set(changed)


def _is_shown(home: Home) -> bool:
    """Are there photos that its permission allows? Those filed under no home show the one the family lives in."""
    photos = Attachment.objects.kept().filter(customer=home.customer_id, shows_home=True)
    return photos.filter(Q(home=home) | Q(home=None) if home.is_main else Q(home=home)).exists()


@transaction.atomic
def remove_home(home: Home, *, by: Staff) -> None:
    """Sold, or written down by mistake: what stands there and its photos go with it.

    The next home becomes the one lived in; the night takes the photos off the disk.
    """
    customer = _lock(home.customer_id)
    data, pk = {"home": str(home)}, home.pk
    home.delete()
    home.pk = pk
    if home.is_main and (heir := customer.homes.first()):
        Home.objects.filter(pk=heir.pk).update(is_main=True)
    keep_search([customer.pk])
    record(facts.HOME_REMOVED, customer=customer, by=by, subject=home, data=data)


@transaction.atomic
def add_item(item: HomeItem, *, by: Staff) -> HomeItem:
    """Write down an unsaved HomeItem; without a category it gets the one its words point to. Returns it saved."""
    customer = _lock(item.home.customer_id)
    item.category_id = item.category_id or categories_of([item.product]).get(item.product)
    item.save()
    record(facts.ITEM_ADDED, customer=customer, by=by, subject=item, data={"item": item.product, "state": item.state})
    return item


@transaction.atomic
def change_item(item: HomeItem, *, by: Staff, **changes: Any) -> set[str]:
    """Set the given fields on the row as it is now; returns the names of what changed."""
    customer = _lock(item.home.customer_id)
    row = HomeItem.objects.get(pk=item.pk)
    changed = _set(row, changes)
    if changed:
        row.save()
        data = {"item": row.product, "state": row.state, "fields": changed}
        record(facts.ITEM_CHANGED, customer=customer, by=by, subject=row, data=data)
    return set(changed)


@transaction.atomic
def remove_item(item: HomeItem, *, by: Staff) -> None:
    customer = _lock(item.home.customer_id)
    pk = item.pk
    item.delete()
    item.pk = pk
    record(facts.ITEM_REMOVED, customer=customer, by=by, subject=item, data={"item": item.product})


@transaction.atomic
def put_into_home(home: Home, *, by: Staff) -> int:
    """All that the family has bought here and that stands in no home yet, into this one; returns how many."""
    customer = _lock(home.customer_id)
    lines = list(loose_lines().filter(order__customer=customer).select_related("order"))
    if not lines:
        raise Refused(_("Everything bought here stands in a home already."))
    _furnish(home, lines)
    for order in {line.order.pk: line.order for line in lines}.values():
        # Of each order: whatever a person has worked on, an import leaves alone.
        record(facts.ORDER_FURNISHED, customer=customer, by=by, subject=order, data={"home": str(home)})
    return len(lines)


def furnish(order: Order) -> Home | None:
    """An installed order's lines into the home the family lives in; the home, where it had to be made for them.

    Called by the order verbs, inside their transaction and lock.
    """
    lines = list(loose_lines().filter(order=order).select_related("order"))
    if not lines:
        return None
    customer = order.customer
    is_first = not customer.homes.exists()
    home = _home_at(customer, customer.community, customer.door or customer.address[:60]) or home_of(customer)
    _furnish(home, lines)
    return home if is_first else None


def _home_at(customer: Customer, community: str, door: str) -> Home | None:
    """The home of theirs behind this door, however it is written."""
    wanted = _where(community, door)
    homes = customer.homes.all() if wanted else ()
    return next((home for home in homes if _where(home.community, home.door) == wanted), None)


def _where(community: str, door: str) -> Any:
    found = take_doors(door)[0]
    return (community.strip(), found or door.strip()) if door.strip() else None


def home_of(customer: Customer) -> Home:
    """The home the family lives in, made from their address if there is none yet; inside the caller's lock."""
    if home := customer.homes.first():
        return home
    door = customer.door or customer.address[:60]
    home = Home.objects.create(customer=customer, community=customer.community, door=door)
    keep_search([customer.pk])
    return home


def bring_home(customer: Customer, other: Customer) -> None:
    """What the customer's orders have put into a home of the other, with whom they were one archive for a time."""
    astray = HomeItem.objects.filter(home__customer=other, order_line__order__customer=customer)
    if astray.exists():
        astray.update(home=home_of(customer))


def items_of(order: Order) -> list[HomeItem]:
    """What stands in homes by this order, its line with it: to be asked before the lines are written anew."""
    return list(HomeItem.objects.filter(order_line__order=order).select_related("order_line"))


def follow_lines(order: Order, lines: list[OrderLine], items: list[HomeItem]) -> None:
    """After an installed order was changed: what is still on it stays as it stands, the rest comes or goes."""
    lines = list(lines)
    gone = []
    for item in items:
        line = next((line for line in lines if line.product == item.order_line.product), None)
        if line is None:
            gone.append(item.pk)
        else:
            lines.remove(line)
            HomeItem.objects.filter(pk=item.pk).update(order_line=line, category=line.category_id)
    HomeItem.objects.filter(pk__in=gone).delete()
    furnish(order)


def take_out(order: Order) -> None:
    """The goods of an order that does not stand any more are not in the home either."""
    HomeItem.objects.filter(order_line__order=order).delete()


def _furnish(home: Home, lines: list[OrderLine]) -> None:
    HomeItem.objects.bulk_create(
        HomeItem(
            home=home,
            category_id=line.category_id,
            product=line.product,
            bought_from_us=True,
            bought_on=line.order.installed_on,
            order_line=line,
        )
        for line in lines
    )


def _lock(customer_id: int) -> Customer:
    customers = Customer.objects.select_for_update(no_key=True, of=("self",)).select_related("store")
    return customers.get(pk=customer_id)


def _set(row: Home | HomeItem, changes: dict[str, Any]) -> list[str]:
    changed = [field for field, value in changes.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, changes[field])
    return changed


def _live_in_one(home: Home) -> None:
    if home.is_main:
        home.customer.homes.exclude(pk=home.pk).update(is_main=False)
