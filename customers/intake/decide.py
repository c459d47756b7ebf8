"""What becomes of a record: a new customer, a changed one, or nothing new.

The rules, so that a file may be imported again, corrected or grown, without harm:
- An empty cell never empties anything. An empty field of the archive is filled.
- What an import has filled follows the file when the file is corrected; what a person wrote or changed stays.
- Within one file the first block of a customer counts, later ones only add.
- An order with the same signing day, lines and sum is the same order. One that an import brought, that no person has
  touched since, and that has the same day and the same products, follows the file.
"""

from customers.intake.known import FIELDS, ORDER_FIELDS, KnownOrder
from customers.models import ImportRow

Outcome = ImportRow.Outcome
_DAYS = ("delivered_on", "installed_on")


class Decider:
    """Decides about one record after the other; remembers over the whole run of whom the file has spoken."""

    def __init__(self, new_customer, new_order):
        """`new_customer(values, phones)` and `new_order(values, lines)` give objects that have an id."""
        self._new_customer, self._new_order = new_customer, new_order
        self._customers, self._orders = set(), set()

    def decide(self, record, known):
        """(outcome, customer or None); changes the objects of `known` and adds to the record's messages."""
        if record.is_refused:
            return Outcome.REFUSED, None
        if known.wants_to_be_forgotten(record):
            # A workbook older than the erasure must not bring the person back; of the row nothing is kept.
            record.name, record.raw, record.messages = "", [], []
            record.say("suppressed")
            return Outcome.REFUSED, None
        people = known.found(record)
        values = dict.fromkeys(FIELDS, "") | {"birthday": None} | record.facts
        values |= {"name": record.name, "notes": "\n".join(record.notes)}
        if people and any(code == "no_name" for code, _facts in record.messages):
            values["name"] = ""  # made up from the phone number
        if not people:
            customer = self._new_customer(values, list(record.phones))
            known.add(customer)
            outcome = Outcome.CREATED
        else:
            customer = people[0]
            for other in people[1:]:
                shared = next(phone for phone in record.phones if known.by_phone.get(phone) is other)
                record.say("phone_elsewhere", value=shared, name=other.values["name"])
            changes = self._merge(record, customer, values)
            changes += self._add_phones(record, customer, known)
            outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        for draft in record.orders:
            if self._take_order(record, draft, customer) and outcome == Outcome.UNCHANGED:
                outcome = Outcome.UPDATED
        self._customers.add(customer.id)
        return outcome, customer

    def _merge(self, record, customer, values):
        """Fill and follow; returns how many fields changed."""
        filled, changed = [], 0
        may_follow = customer.is_ours and customer.id not in self._customers
        for name, value in values.items():
            before = customer.values[name]
            if name == "notes":
                value = self._joined_notes(before, record.notes)
            if value in ("", None) or value == before or _same_age(value, before):
                continue
            if name == "notes":
                if name in customer.edited:
                    continue
                filled.append(name)
            elif before in ("", None):
                filled.append(name)
            elif may_follow and name not in customer.edited:
                record.say("changed", field=name, before=_plain(before), after=_plain(value))
                changed += 1
            else:
                record.say("kept", field=name, before=_plain(before), after=_plain(value))
                continue
            customer.changed.setdefault(name, before)
            customer.values[name] = value
        if filled:
            record.say("filled", fields=filled)
        return changed + len(filled)

    @staticmethod
    def _joined_notes(before, notes):
        known = before.splitlines()
        new = [note for note in notes if any(line not in known for line in note.splitlines())]
        return "\n".join(filter(None, [before, *new]))

    @staticmethod
    def _add_phones(record, customer, known):
        new = [phone for phone in record.phones if phone not in customer.phones and phone not in known.by_phone]
        if "phones" in customer.edited:  # a person has taken it away, or will know why it is not there
            return 0
        for phone in new:
            record.say("phone_added", value=phone)
            customer.phones.append(phone)
            customer.new_phones.append(phone)
            known.by_phone[phone] = customer
        return len(new)

    def _take_order(self, record, draft, customer):
        """Find the order or make it; returns whether anything changed."""
        values = {name: getattr(draft, name) for name in ORDER_FIELDS} | {"amount": draft.amount or 0}
        lines = [(line.product, line.quantity, line.measure, line.amount) for line in draft.lines]
        order = self._same_order(KnownOrder(0, values, lines), customer)
        if order is None:
            order = self._new_order(values, lines)
            customer.orders.append(order)
            if not customer.is_new:
                record.say("order_added")
            is_changed = True
        else:
            may_follow = order.is_ours and order.id not in self._orders
            is_changed = self._follow_order(record, order, values, lines, may_follow)
            if order.id in self._orders or not is_changed:
                record.say("order_known")
        self._orders.add(order.id)
        return is_changed

    def _same_order(self, wanted, customer):
        alike = [order for order in customer.orders if order.key == wanted.key]
        if alike:
            return alike[0]
        return next(
            (
                order
                for order in customer.orders
                if order.is_ours
                and not order.is_cancelled
                and order.id not in self._orders
                and order.products == wanted.products
                and order.values["signed_on"] in (None, wanted.values["signed_on"])
            ),
            None,
        )

    @staticmethod
    def _follow_order(record, order, values, lines, may_follow):
        """Bring an order up to the file: always what is empty, the rest only if it `may_follow`."""
        changed = []
        for name in ORDER_FIELDS:
            before, value = order.values[name], values[name]
            is_news = value not in ("", None) and value != before and (may_follow or before in ("", None))
            if not is_news or (name == "planned_install_on" and order.values["installed_on"]):
                continue
            if name == "signed_on" and any(order.values[day] and order.values[day] < value for day in _DAYS):
                continue
            order.values[name] = value
            order.changed.setdefault(name, before)
            changed.append(name)
        if may_follow and sorted(lines, key=str) != sorted(order.lines, key=str):
            order.changed.setdefault("lines", order.lines)
            order.lines = lines
            changed.append("lines")
        if changed:
            record.say("order_changed", day=_plain(order.values["signed_on"]), fields=changed)
        return bool(changed)


def _same_age(value, before):
    """An age is as of the day of the import: 42 last week and 42 today are no news."""
    return getattr(value, "age", None) is not None and value.age == getattr(before, "age", None)


def _plain(value):
    return "" if value is None else str(getattr(value, "text", value))
