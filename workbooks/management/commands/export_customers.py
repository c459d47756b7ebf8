"""manage.py export_customers OUT.jsonl [--store CODE]: the archive, one customer a line."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from customers.models import Customer
from stores.models import Store

BATCH = 2000


class Command(BaseCommand):
    help = _("Write what is in the archive, one customer a line of JSON, for checking and for moving out.")

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="OUT.jsonl", help=_("- for the standard output"))
        parser.add_argument("--store", metavar="CODE", help=_("only this store"))

    def handle(self, *, file, store, **options):
        customers = Customer.objects.order_by("pk").prefetch_related("phones", "orders__lines").select_related("store")
        if store:
            if not Store.objects.filter(code=store).exists():
                raise CommandError(_("There is no store %(code)s.") % {"code": store})
            customers = customers.filter(store__code=store)
        lines = (json.dumps(as_dict(row), ensure_ascii=False) for row in customers.iterator(chunk_size=BATCH))
        if file == "-":
            self.stdout.writelines(f"{line}\n" for line in lines)
            return
        try:
            with Path(file).open("w", encoding="utf-8") as out:
                count = sum(1 for line in lines if out.write(f"{line}\n"))
        except OSError as error:
            raise CommandError(
                _("%(file)s cannot be written: %(reason)s.") % {"file": file, "reason": error.strerror}
            ) from error
        self.stderr.write(_("Customers written to %(file)s: %(n)d") % {"file": file, "n": count})


def as_dict(customer):
    """A customer as plain data; phones in full, days as YYYY-MM-DD, sums in yuan."""
    return {
        "store": customer.store.code,
        "name": customer.name,
        "phones": [phone.number for phone in customer.phones.all()],
        "wechat": customer.wechat,
        "community": customer.community,
        "building": customer.building,
        "unit": customer.unit,
        "room": customer.room,
        "birthday": _birthday(customer.birthday),
        "occupation": customer.occupation,
        "notes": customer.notes,
        "orders": [_order(order) for order in sorted(customer.orders.all(), key=lambda order: order.pk)],
    }


def _birthday(birthday):
    if birthday is None:
        return None
    if birthday.age is not None:
        return {"cal": "age", "age": birthday.age, "as_of": birthday.as_of.isoformat()}
    return {
        "cal": birthday.calendar,
        "year": birthday.year,
        "month": birthday.month,
        "day": birthday.day,
        "leap": birthday.leap,
    }


def _order(order):
    return {
        "signed": _day(order.signed_on),
        "delivered": _day(order.delivered_on),
        "installed": _day(order.installed_on),
        "cancelled": _day(order.cancelled_on),
        "returned": _day(order.returned_on),
        "lines": [
            {
                "product": line.product,
                "quantity": _number(line.quantity),
                "measure": line.measure,
                "amount": _number(line.amount),
            }
            for line in order.lines.all()
        ],
        "total": _number(order.amount),
    }


def _day(day):
    return day and day.isoformat()


def _number(amount):
    """3700, or 3700.5: no cents where there are none."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)
