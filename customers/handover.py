"""What somebody who leaves the shop has in the archive (ST-4)."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from customers import facts
from customers.models import Activity, Customer, Order
from stores.handing import Part, deal
from stores.models import Role
from stores.permissions import PERMISSIONS

KEEPERS = frozenset({Role.ASSISTANT, Role.MANAGER})


def customers_of(leaver):
    return Customer.objects.filter(keeper=leaver, store_id=leaver.store_id)


def by_tier(customers):
    """[('A', 12), ... ('', 3)]: those without a tier are leads, or have bought nothing that stands."""
    counts = customers.order_by().values_list("tier__letter").annotate(n=Count("pk"))
    return [(letter or "", n) for letter, n in sorted(counts, key=lambda found: found[0] or "Z")]


def give_customers(leaver, receivers, by, now):
    """Each colleague gets as many of every tier; every customer's timeline says from whom to whom."""
    given = deal(customers_of(leaver), "keeper", receivers, order_by=("tier__letter", "tier__level", "pk"))
    names = {staff.pk: staff.name for staff in receivers}
    Activity.objects.bulk_create(
        (
            Activity(
                kind=facts.KEEPER_GIVEN, customer_id=customer, store_id=leaver.store_id, by=by, by_name=by.name,
                at=now, answered_at=now, data={"from": leaver.name, "to": names[keeper], "keeper": keeper},
            )
            for customer, keeper in given
        ),
        batch_size=2000,
    )  # fmt: skip
    return given


def unsigned_orders(leaver):
    return Order.objects.filter(
        salesperson=leaver, signed_on__isnull=True, cancelled_on__isnull=True, returned_on__isnull=True
    )


def give_orders(leaver, receivers, by, now):
    return deal(unsigned_orders(leaver), "salesperson", receivers, first_choice="customer__keeper_id")


def coming_installations(leaver):
    return Order.objects.to_install().filter(crew=leaver)


def give_installations(leaver, receivers, by, now):
    """In the order of their days, so that everybody gets some of each week."""
    return deal(coming_installations(leaver), "crew", receivers, order_by=("planned_install_on", "pk"))


PARTS = [
    Part("customers", _("Customers"), KEEPERS, customers_of, give_customers, by_tier),
    Part("orders", _("Orders not signed yet"), KEEPERS & PERMISSIONS["orders.edit"], unsigned_orders, give_orders),
    Part("installations", _("Coming installations"), frozenset({Role.CREW}), coming_installations, give_installations),
]
