"""What becomes of the orders of a record; the rules are decide.py's."""

from workbooks.intake.edit_conflicts import ORDER
from workbooks.intake.existing import ORDER_FIELDS, KnownOrder, change
from workbooks.intake.sentences import plain
from workbooks.reading.drafts import value_of

_DAYS = ("delivered_on", "installed_on")


class Orders:
    """Decides about one order after the other; remembers of which the file has spoken."""

    def __init__(self, new_order):
        self._new_order, self._spoken_of = new_order, set()

    def decide(self, record, draft, customer):
        """Find the order or make it; returns whether anything changed."""
        values = {name: value_of(draft, name) for name in ORDER_FIELDS} | {"amount": draft.amount or 0}
        lines = [(line.product, line.quantity, line.measure, line.amount) for line in draft.lines]
        wanted = KnownOrder(0, values, lines)
        order = order_with(draft.id, customer) if draft.id else self._same_order(wanted, customer)
        if order:  # a cell changed in one row of our export is the news, the other rows say what was
            for name, before in order.values.items():
                others = [value for row in draft.others if (value := value_of(row, name)) not in (None, "")]
                values[name] = next((v for v in (values[name], *others) if v != before), values[name])
        if order is None:
            order = self._new_order(values, lines)
            customer.orders.append(order)
            if not record.creates:
                record.say("order_added")
            is_changed = True
        else:
            may_follow = bool(draft.id) or (order.is_as_imported and order.id not in self._spoken_of)
            newer = customer.newer(ORDER, order.id, record.exported_at) if draft.id else ()
            is_changed = self._follow_order(record, order, values, lines, may_follow, newer)
            if order.id in self._spoken_of or not is_changed:
                record.say("order_known")
        self._spoken_of.add(order.id)
        return is_changed

    def _same_order(self, wanted, customer):
        alike = [order for order in customer.orders if order.key == wanted.key]
        if alike:
            return alike[0]
        return next(
            (
                order
                for order in customer.orders
                if order.is_as_imported
                and not order.is_cancelled
                and order.id not in self._spoken_of
                and order.products == wanted.products
                and order.values["signed_on"] in (None, wanted.values["signed_on"])
            ),
            None,
        )

    @staticmethod
    def _follow_order(record, order, values, lines, may_follow, newer):
        """Bring an order up to the file: always what is empty, the rest only if it `may_follow`, nothing `newer`."""
        changed, kept = [], []
        for name in ORDER_FIELDS:
            before, value = order.values[name], values[name]
            is_news = value not in ("", None) and value != before and (may_follow or before in ("", None))
            if is_news and not before and value == order.staff.get(name):
                continue
            if not is_news or (name == "planned_install_on" and order.values["installed_on"]):
                continue
            if name == "signed_on" and any(order.values[day] and order.values[day] < value for day in _DAYS):
                continue
            if name in newer:
                kept.append(name)
                continue
            change(order, name, value)
            changed.append(name)
        differ = may_follow and sorted(lines, key=str) != sorted(order.lines, key=str)
        if differ and "lines" in newer:
            kept.append("lines")
        elif differ:
            order.changed.setdefault("lines", order.lines)
            order.lines = lines
            changed.append("lines")
        day = plain(order.values["signed_on"])
        if changed:
            record.say("order_changed", day=day, fields=changed)
        if kept:
            record.say("newer_order", day=day, fields=kept)
        return bool(changed)


def order_with(key, customer):
    return next((order for order in customer.orders if str(order.id) == key), None)
