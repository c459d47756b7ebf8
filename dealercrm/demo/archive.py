"""The demo's archive while it is being written: rows that belong together, saved at once."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection

from customers.models import Customer, CustomerPhone, Order, OrderLine
from dealercrm.demo.families import phones_of
from dealercrm.demo.seasons import at
from referrals.models import Referral

ASKED_AGAIN_WITHIN = 430  # days


@dataclass
class Archive:
    """Unsaved rows in the order in which things happened. Customers are keys by identity: they have no pk yet."""

    customers: list = field(default_factory=list)
    phones: list = field(default_factory=list)
    orders: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    referrals: list = field(default_factory=list)
    number_of: dict = field(default_factory=dict)  # customer -> first phone
    first_seen: dict = field(default_factory=dict)  # customer -> day
    silent: dict = field(default_factory=dict)  # customer -> day they asked not to be called, or not at all
    purchases: dict = field(default_factory=lambda: defaultdict(list))  # customer -> [(order, lines)]

    def add_customer(self, rng, customer, seen, numbers):
        phones = phones_of(rng, customer, numbers)
        self.customers.append(customer)
        self.phones += phones
        self.number_of[id(customer)] = phones[0].number
        self.seen(customer, seen)

    def seen(self, customer, day):
        """The customer was known on that day: the earliest one counts."""
        self.first_seen[id(customer)] = min(day, self.first_seen.get(id(customer), day))

    def add_order(self, order, lines):
        self.orders.append(order)
        self.lines += lines
        self.purchases[id(order.customer)].append((order, lines))

    def save(self, rng, today):
        Customer.objects.bulk_create(self.customers, batch_size=1000)
        CustomerPhone.objects.bulk_create(self.phones, batch_size=2000)
        Order.objects.bulk_create(self.orders, batch_size=1000)
        OrderLine.objects.bulk_create(self.lines, batch_size=2000)
        Referral.objects.bulk_create(self.referrals, batch_size=1000)
        brought = [referral for referral in self.referrals if referral.referee]
        for referral in brought:
            referral.referee.introduced_by = referral.referrer
        Customer.objects.bulk_update([referral.referee for referral in brought], ["introduced_by"], batch_size=1000)
        for number, customer in enumerate(self.customers):
            first_seen = self.first_seen[id(customer)]
            customer.created_at = at(rng, first_seen)
            # Most were asked again within the last year; some are stale, and fall due to be refreshed.
            since = today - first_seen - timedelta(days=1 + number * 37 % ASKED_AGAIN_WITHIN)
            customer.updated_at = customer.created_at + max(since, timedelta())
        for order in self.orders:
            order.created_at = at(rng, order.signed_on or self.first_seen[id(order.customer)])
        # Both days are the save's own, whatever the row says; put right in one statement each.
        write_days("customers_customer", ("created_at", "updated_at"), self.customers)
        write_days("customers_order", ("created_at",), self.orders)


def write_days(table, columns, rows):
    """Write these moments of saved rows."""
    values = {"ids": [row.pk for row in rows]}
    values |= {column: [getattr(row, column) for row in rows] for column in columns}
    arrays = "".join(f", %({column})s::timestamptz[]" for column in columns)
    changes = ", ".join(f"{column} = v.{column}" for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET {changes} FROM unnest(%(ids)s::bigint[]{arrays}) AS v(id, {', '.join(columns)}) "
            "WHERE t.id = v.id",
            values,
        )
