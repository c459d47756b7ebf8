"""Writing a batch: a COPY for each table, an UPDATE for what changed."""

from functools import lru_cache, partial
from types import SimpleNamespace

from customers import facts
from customers.categories import guess_category
from customers.customer_since import old_since
from customers.models import Activity, Customer, CustomerPhone, CustomerSearch, Order, OrderLine
from customers.occupations import occupation_code
from customers.phones import change_phones
from customers.search import keep_search
from customers.tokens import tokens_of
from dealercrm.lib.copying import copying_behind
from dealercrm.lib.pinyin import pinyin_sort_key
from workbooks.intake.existing import FIELDS, ORDER_FIELDS
from workbooks.intake.writing_parts import PartsWriter, noon

_CUSTOMER = (
    "id", "store_id", "keeper_id", *FIELDS, "occupation_code", "customer_since", "pinyin", "import_job_id",
    "created_at", "updated_at",
)  # fmt: skip
_ORDER = (
    "id", "store_id", "customer_id", *ORDER_FIELDS, "salesperson_id", "crew_id", "import_job_id", "created_at",
)  # fmt: skip
_LINE = ("order_id", "position", "product", "category_id", "quantity", "measure", "amount")
_ACTIVITY = (
    "kind", "customer_id", "store_id", "by_id", "by_name", "at", "subject_id", "data", "imported", "answered_at",
    "attempts", "error",
)  # fmt: skip


class Writer:
    """Writes what was decided, batch by batch, for one run."""

    def __init__(self, store, job, by, now, today, staff, categories):
        """`staff` is {name: id} of the store's people whose names are unique, `categories` the codes there are."""
        self._store_id, self._job_id = store.pk, job and job.pk
        self._now, self._written_at = now, now.isoformat()  # said on every row
        self._by_id, self._by_name = by and by.pk, by.name if by else ""
        self._staff = staff
        self._category = lru_cache(1000)(partial(_category, categories))
        self._parts = PartsWriter(self._fact, self._row, staff, now, today, self._job_id)

    def write(self, customers):
        """Save everything new or changed about these KnownCustomers; returns {kind: how many are new}."""
        new = [customer for customer in customers if customer.is_new]
        for customer in customers:
            days = [order.values["signed_on"] for order in customer.orders if not order.is_cancelled]
            first, source = min(filter(None, days), default=None), customer.values["source"]
            brought = {"direct_since": customer.direct_since, "introducer": customer.introducer}
            customer.since = old_since(first, source=source, bought_by=customer.values["bought_by"], **brought)
        known = [customer for customer in customers if not customer.is_new]
        orders = [(customer, order) for customer in customers for order in customer.orders]
        added = [(customer, order) for customer, order in orders if order.is_new]
        changed = [order for _customer, order in orders if order.changed and not order.is_new]
        rewritten = [order for order in changed if "lines" in order.changed]
        if rewritten:
            OrderLine.objects.filter(order__in=[order.id for order in rewritten]).delete()
        families = {c.id for c in known if any(m.is_new or m.changed for m in c.parts.members)}
        self._parts.change(customers)
        with copying_behind() as copy:
            copy(Customer, _CUSTOMER, (self._customer_row(customer) for customer in new))
            phones = ((customer.id, number, place) for customer in new for place, number in enumerate(customer.phones))
            copy(CustomerPhone, ("customer_id", "number", "position"), phones)
            copy(Order, _ORDER, (self._order_row(customer, order) for customer, order in added))
            copy(OrderLine, _LINE, self._lines([*(order for _customer, order in added), *rewritten]))
            tokens = ((customer.id, self._tokens(customer)) for customer in new)
            copy(CustomerSearch, ("customer_id", "tokens"), tokens)
            counts, its_facts = self._parts.add(customers, copy)
            copy(Activity, _ACTIVITY, [*self._facts(customers, added, orders), *its_facts])
        change_phones({c.id: (c.old_phones, c.phones) for c in known if c.old_phones is not None})
        self._change_orders(changed)
        self._change_customers(known, families)
        for customer in customers:
            customer.is_new, customer.changed, customer.old_phones, customer.new_keeper = False, {}, None, None
            for order in customer.orders:
                order.is_new, order.changed = False, {}
        return counts | {"orders": len(added)}

    def _customer_row(self, customer):
        values = customer.values
        return (
            customer.id, self._store_id, customer.keeper, *map(values.__getitem__, FIELDS),
            occupation_code(values["occupation"]), customer.since, pinyin_sort_key(values["name"])[:120], self._job_id,
            self._written_at, self._written_at,
        )  # fmt: skip

    def _tokens(self, customer):
        """What a new one is found by; a model instance would cost as much as all the tokens."""
        as_found = SimpleNamespace(store_id=self._store_id, **customer.values)
        members = [member.values for member in customer.parts.members]
        return tokens_of(as_found, customer.phones, members=members)

    def _order_row(self, customer, order):
        values = order.values
        return (
            order.id, self._store_id, customer.id, *(values[name] for name in ORDER_FIELDS),
            self._staff.get(values["salesperson_name"]), self._staff.get(values["crew_name"]), self._job_id,
            self._written_at,
        )  # fmt: skip

    def _lines(self, orders):
        for order in orders:
            for position, (product, quantity, measure, amount) in enumerate(order.lines):
                yield order.id, position, product, self._category(product), quantity, measure, amount

    def _change_orders(self, orders):
        if orders:
            rows = [Order(pk=order.id, **order.values) for order in orders]
            Order.objects.bulk_update(rows, ORDER_FIELDS, batch_size=500)
        for who, name in (("salesperson", "salesperson_name"), ("crew", "crew_name")):
            # Where the file says nothing new, whom a person has put there stays.
            found = [(order, self._staff.get(order.values[name])) for order in orders if name in order.changed]
            if found:
                rows = [Order(pk=order.id, **{f"{who}_id": staff}) for order, staff in found]
                Order.objects.bulk_update(rows, [who], batch_size=500)

    def _change_customers(self, customers, families):
        if not customers:
            return
        changed = [customer for customer in customers if customer.changed]
        ids = [customer.id for customer in customers]
        since = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "customer_since"))
        names = {name for customer in changed for name in customer.changed}
        touched = [customer for customer in customers if customer.changed or since[customer.id] != customer.since]
        rows = []
        for customer in touched:
            row = Customer(pk=customer.id, **customer.values, customer_since=customer.since, updated_at=self._now)
            row.pinyin = pinyin_sort_key(row.name)[:120]
            row.occupation_code = occupation_code(row.occupation)
            rows.append(row)
        if rows:
            derived = ["customer_since", "updated_at", "pinyin", "occupation_code"]
            Customer.objects.bulk_update(rows, [*names, *derived], batch_size=500)
        if given := [Customer(pk=each.id, keeper_id=each.new_keeper) for each in customers if each.new_keeper]:
            Customer.objects.bulk_update(given, ["keeper"], batch_size=500)
        keep_search([c.id for c in customers if c.changed or c.old_phones is not None or c.id in families])

    def _facts(self, customers, added, orders):
        """History as rows of the timeline; imported facts set nothing off."""
        job = {"import": self._job_id}
        for customer in customers:
            if customer.is_new:
                yield self._fact(facts.CUSTOMER_ADDED, customer, self._now, customer.id, job)
            elif changed := _in_words(customer):
                yield self._fact(facts.CUSTOMER_CHANGED, customer, self._now, customer.id, {"changed": changed} | job)
        for customer, order in added:
            values = order.values
            amount = {"amount": str(values["amount"])}
            yield from self._step(facts.ORDER_SIGNED, customer, order, "signed_on", "salesperson_name", amount)
            yield from self._step(facts.ORDER_DELIVERED, customer, order, "delivered_on", "salesperson_name", {})
            yield from self._step(facts.ORDER_INSTALLED, customer, order, "installed_on", "crew_name", {})
        for customer, order in orders:
            if order.changed and not order.is_new:
                data = {"fields": sorted(order.changed)} | job
                if "amount" in order.changed:
                    data["amount"] = [str(order.changed["amount"]), str(order.values["amount"])]
                yield self._fact(facts.ORDER_CHANGED, customer, self._now, order.id, data)

    def _step(self, kind, customer, order, day, person, data):
        on, name = order.values[day], order.values[person]
        if on:
            data = {"on": on.isoformat()} | data
            yield self._row(kind, customer, self._staff.get(name), name, noon(on), order.id, data)

    def _fact(self, kind, customer, at, subject_id, data):
        return self._row(kind, customer, self._by_id, self._by_name, at, subject_id, data)

    def _row(self, kind, customer, by_id, by_name, at, subject_id, data):
        return kind, customer.id, self._store_id, by_id, by_name, at, subject_id, data, True, self._written_at, 0, ""


def _category(categories, product):
    code = guess_category(product)
    return code if code in categories else None


def _in_words(customer):
    """{field: [before, after]} as change_customer writes it."""
    changed = {
        name: ["" if value is None else str(getattr(value, "text", value)) for value in (before, customer.values[name])]
        for name, before in customer.changed.items()
    }
    if customer.old_phones is not None:
        changed["phones"] = [", ".join(customer.old_phones), ", ".join(customer.phones)]
    return changed
