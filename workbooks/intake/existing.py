"""What the archive knows already of the customers a batch of records speaks of: a few questions for all of them."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from customers import facts
from customers.archive_facts.table import imported
from customers.consent import suppressed, wechat_address
from customers.matching import squeezed
from customers.models import Activity, Customer, CustomerPhone, Merge, Order, OrderLine
from dealercrm.lib.phones import is_mobile
from dealercrm.lib.pinyin import pinyin_sort_key
from dealercrm.lib.wechat import compared
from workbooks.intake.edit_conflicts import load_newer, nothing_newer
from workbooks.intake.parts import KnownParts, load_parts
from workbooks.reading.roles import CUSTOMERS

NOTHING = {fact.name: fact.nothing for fact in imported(Customer)}
FIELDS = tuple(NOTHING)
ORDER_FIELDS = tuple(fact.name for fact in imported(Order))
ORDER_FACTS = (
    facts.ORDER_CHANGED,
    facts.ORDER_SIGNED,
    facts.ORDER_DELIVERED,
    facts.ORDER_INSTALLED,
    facts.ORDER_CANCELLED,
    facts.ORDER_RETURNED,
    facts.ORDER_FURNISHED,
)


@dataclass(slots=True)
class KnownOrder:
    id: int
    values: dict  # by ORDER_FIELDS
    lines: list  # [(product, quantity, measure, amount)]
    is_cancelled: bool = False  # or returned: counts nowhere
    is_as_imported: bool = False  # came by an import and no person has changed it since
    is_new: bool = False
    changed: dict = field(default_factory=dict)  # {field, or "lines": value before}
    staff: dict = field(default_factory=dict)  # {field: name of the person it stands for}, as an export says it

    @property
    def key(self):
        """Orders alike in this are one and the same."""
        goods = sorted((product, Decimal(quantity or 0)) for product, quantity, _measure, _amount in self.lines)
        return self.values["signed_on"], self.values["amount"], goods

    @property
    def products(self):
        return sorted(line[0] for line in self.lines)


@dataclass(slots=True)
class KnownCustomer:
    id: int
    values: dict  # by FIELDS
    phones: list
    since: object = None  # customer_since
    direct_since: object = None
    is_from_import: bool = False
    edited: set = field(default_factory=set)  # fields a person has changed since
    orders: list = field(default_factory=list)
    is_new: bool = False
    changed: dict = field(default_factory=dict)  # {field: value before}
    old_phones: list | None = None  # those before, where any has come or gone
    changes: dict = field(default_factory=nothing_newer)  # {(table, key): {field: when}} since the file was exported
    parts: KnownParts = field(default_factory=KnownParts)
    introducer: str = ""  # the kind of the archive that introduced them
    keeper: int | None = None
    new_keeper: int | None = None  # given by the file

    @property
    def name_before(self):
        return self.changed.get("name", self.values["name"])

    def change_phones(self, phones):
        self.old_phones = self.phones if self.old_phones is None else self.old_phones
        self.phones = phones

    def newer(self, table, key, moment):
        """The fields of a row that were changed in the archive since the moment; none where there is no moment."""
        changes = self.changes.get((table, key), {}) if moment else {}
        return {name for name, at in changes.items() if at > moment}


class Known:
    """The customers of the store whom the records may mean, by phone, WeChat id, key and, of linked sheets, name."""

    def __init__(self, store, records, numbers=None):
        """`numbers` {customer number: id} are those that the file itself gave its customers."""
        self.by_wechat, self.by_id, self.by_name, self.holders = {}, {}, defaultdict(list), defaultdict(list)
        phones = {phone for record in records for phone in record.phones}
        wechats = {record.facts["wechat"] for record in records if "wechat" in record.facts}
        self.suppressed = suppressed([*phones, *map(wechat_address, wechats)])
        # Two questions rather than an OR: each has its index. The store is looked at here: of one that this very import
        # fills the planner knows nothing, and would go through all of it for every thousand numbers.
        reached = CustomerPhone.objects.filter(number__in=phones).values_list("customer_id", "customer__store_id")
        ids = {customer_id for customer_id, store_id in reached if store_id == store.pk}
        if wechats:
            ids.update(Customer.objects.of_wechat(*wechats).filter(store=store).values_list("pk", flat=True))
        self._forwards, self._erased = {}, set()
        given = {int(record.id) for record in records if is_key(record.id)}
        given |= {(numbers or {}).get(record.customer_no) for record in records} - {None, 0}
        if given:
            merges = Merge.objects.filter(gone_id__in=given, undone_at=None)
            self._forwards = dict(merges.values_list("gone_id", "kept"))
            given |= set(self._forwards.values())
            self._erased.update(Customer.objects.erased().filter(pk__in=given).values_list("pk", flat=True))
            ids.update(Customer.objects.filter(store=store, pk__in=given).values_list("pk", flat=True))
        names = {record.name for record in records if record.role != CUSTOMERS and record.name and not record.phones}
        if names:
            sorted_names = [pinyin_sort_key(name)[:120] for name in names]
            called = Customer.objects.filter(store=store, pinyin__in=sorted_names, name__in=names)
            ids.update(called.values_list("pk", flat=True))
        if ids:
            self._load(sorted(ids))
            load_parts(self.by_id, records)
            load_newer(self.by_id, records)

    def add(self, customer):
        """Make a customer findable."""
        self.by_id[customer.id] = customer
        for phone in customer.phones:
            self.holders[phone].append(customer)
        if customer.values["wechat"]:
            self.by_wechat.setdefault(compared(customer.values["wechat"]), customer)
        self.by_name[customer.values["name"]].append(customer)

    def change_phones(self, customer, phones):
        """Give a customer these numbers instead of those before."""
        for phone in customer.phones:
            if phone not in phones:
                self.holders[phone].remove(customer)
        for phone in phones:
            if phone not in customer.phones:
                self.holders[phone].append(customer)
        customer.change_phones(phones)

    def holder(self, phone, customer=None):
        """Whose number it is: the customer's, if theirs too; of several, whoever came first; nobody's is None."""
        holders = self.holders.get(phone) or [None]
        return customer if customer in holders else holders[0]

    def with_key(self, key):
        """The customer of the store with this key, or into whom they were merged; None for anything else."""
        if not is_key(key):
            return None
        number = int(key)
        return self.by_id.get(self._forwards.get(number, number))

    def found(self, record):
        """Everybody the record means, the first mobile's owner first (AR-13).

        Whoever has a key is nobody else. One person is a shared mobile; or another shared key, a landline, a service
        number or a WeChat id, with a name that agrees and nothing that contradicts: these belong to whole houses, or
        are names that many choose. Else there are two archives, and a hint.
        """
        if record.id:
            return list(filter(None, [self.with_key(record.id)]))
        people = [self.holder(phone) for phone in record.phones if is_mobile(phone)]
        others = [person for phone in record.phones if not is_mobile(phone) for person in self.holders.get(phone, ())]
        others.append(self.by_wechat.get(compared(record.facts.get("wechat"))))
        people += [person for person in others if person and _is_the_same(record, person)]
        return list({person.id: person for person in people if person}.values())

    def wants_to_be_forgotten(self, record):
        """Is this somebody whose archive was erased, and who has not come back in person since?"""
        if is_key(record.id) and int(record.id) in self._erased:
            return True
        wechat = record.facts.get("wechat")
        addresses = {*record.phones, *([wechat_address(wechat)] if wechat else [])}
        return not self.suppressed.isdisjoint(addresses) and not self.found(record)

    def _load(self, ids):
        phones, orders, edited = defaultdict(list), self._orders(ids), defaultdict(set)
        for customer_id, number in CustomerPhone.objects.filter(customer__in=ids).values_list("customer_id", "number"):
            phones[customer_id].append(number)
        changes = Activity.objects.filter(customer__in=ids, kind=facts.CUSTOMER_CHANGED, imported=False)
        for customer_id, data in changes.values_list("customer_id", "data"):
            edited[customer_id].update(data.get("changed", ()))
        rows = Customer.objects.filter(pk__in=ids).order_by("pk")
        facts_ = ("customer_since", "direct_since", "import_job_id", "introduced_by__kind", "keeper", *FIELDS)
        for row in rows.values("pk", *facts_):
            number, keeper = row.pop("pk"), row.pop("keeper")
            since, direct = row.pop("customer_since"), row.pop("direct_since")
            is_from_import, introducer = row.pop("import_job_id") is not None, row.pop("introduced_by__kind") or ""
            kept = (number, row, phones[number], since, direct, is_from_import, edited[number], orders[number])
            self.add(KnownCustomer(*kept, introducer=introducer, keeper=keeper))

    def _orders(self, ids):
        lines, orders = defaultdict(list), defaultdict(list)
        of_these = OrderLine.objects.filter(order__customer__in=ids).order_by("order_id", "position")
        for order_id, *line in of_these.values_list("order_id", "product", "quantity", "measure", "amount"):
            lines[order_id].append(tuple(line))
        touched = set(
            Activity.objects.filter(customer__in=ids, kind__in=ORDER_FACTS, imported=False).values_list(
                "subject_id", flat=True
            )
        )
        rows = Order.objects.filter(customer__in=ids).order_by("pk")
        shown = ("salesperson__name", "crew__name", "designer__name")
        for row in rows.values(
            "pk", "customer_id", "cancelled_on", "returned_on", "import_job_id", *ORDER_FIELDS, *shown
        ):
            number, customer_id = row.pop("pk"), row.pop("customer_id")
            gone = [row.pop("cancelled_on"), row.pop("returned_on")]
            is_cancelled, job_id = gone != [None, None], row.pop("import_job_id")
            is_as_imported = job_id is not None and number not in touched
            staff = {name.replace("__", "_"): row.pop(name) for name in shown}
            order = KnownOrder(number, row, lines[number], is_cancelled, is_as_imported, staff=staff)
            orders[customer_id].append(order)
        return orders


def _is_the_same(record, person):
    """Does the name agree, and nothing contradict?"""
    values = person.values
    name = "" if record.says("no_name") else record.name  # made up from the number
    if name and values["name"] and squeezed(name) != squeezed(values["name"]):
        return False
    both = ((record.facts.get(key), values[key]) for key in ("community", "birthday"))
    return all(said == known for said, known in both if said and known)


def change(row, name, value):
    """Give a field of a known customer, order or member this value; what stood there before is kept."""
    row.changed.setdefault(name, row.values[name])
    row.values[name] = value


def same_age(value, before):
    """An age is as of the day of the import: 42 last week and 42 today are no news."""
    return getattr(value, "age", None) is not None and value.age == getattr(before, "age", None)


def is_key(text):
    return text.isdecimal() and len(text) <= 18
