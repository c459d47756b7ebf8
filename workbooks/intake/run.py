"""One import from the first row to the last, in one transaction."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from django.db.models import Count

from customers import facts
from customers.actions.keepers import KEEPERS
from customers.actions.marked_texts import mark_texts
from customers.activity import record
from customers.models import Category, Customer, HouseholdMember, Order, Tag
from customers.own_fields import active_fields
from dealercrm.lib.copying import next_ids
from dealercrm.lib.memory import frozen_heap
from stores.models import Staff, Store
from workbooks.intake.as_read import facts_as_read
from workbooks.intake.decide import Decider
from workbooks.intake.decide_parts import Parts
from workbooks.intake.existing import Known, KnownCustomer, KnownOrder
from workbooks.intake.hints import Hints
from workbooks.intake.parts import KnownMember
from workbooks.intake.statistics import Statistics
from workbooks.intake.writing import Writer
from workbooks.models import ImportRow
from workbooks.reading.drafts import PassedOver
from workbooks.reading.sheets import as_text

BATCH = 1000
Outcome = ImportRow.Outcome


@dataclass(slots=True)
class Line:
    """What became of a record or a row passed over; `messages` as in workbooks.reading.messages."""

    sheet: str
    row: int
    outcome: str
    name: str = ""
    customer_id: int | None = None
    messages: list = field(default_factory=list)
    raw: list = field(default_factory=list)


@frozen_heap()
@transaction.atomic
def take_in(
    store,
    records,
    *,
    today,
    now,
    keep_lines,
    progress=None,
    job=None,
    by=None,
    dry_run=False,
    makes_tags=False,
    later=None,
):
    """Bring `Record`s (and `PassedOver` rows) into the store's archive; returns the totals.

    Totals: created, updated, unchanged, refused and passed_over rows, new orders, and new members and contacts where
    there are any. `keep_lines(lines)` is given what became of each batch, `progress(record)` the last one of it;
    `makes_tags` lets tags nobody has made yet come in. `dry_run` does the very same and takes it all
    back, so that a preview shows exactly what will happen; where `later` (a Mentions of all the records) says that
    nothing speaks of a new customer again, it is not even written. All or nothing: whatever fails leaves no trace.
    """
    if not dry_run:
        # Two imports, or an import and somebody who writes a visitor down, must see each other's customers.
        Store.objects.select_for_update(no_key=True).get(pk=store.pk)
    run = _Run(store, job, by, now, today, makes_tags)
    totals = Counter(dict.fromkeys((*Outcome.values, "orders"), 0))
    statistics = Statistics()
    found = iter(records)
    while batch := list(islice(found, BATCH)):
        lines, added = run.bring_in(batch, dry_run, later)
        statistics.grown(sum(line.outcome == Outcome.CREATED for line in lines))
        totals.update(line.outcome for line in lines)
        totals.update({kind: count for kind, count in added.items() if count})
        keep_lines(lines)
        if progress:
            progress(batch[-1])
    if dry_run:
        transaction.set_rollback(True)
    return dict(totals)


class _Run:
    def __init__(self, store, job, by, now, today, makes_tags):
        self._store, self._by, self._now, self._created = store, by, now, set()
        self._makes_tags, self._is_shown = makes_tags, job is not None
        self._free = {}
        own = {field.key: field for field in active_fields()}
        tags = {tag.name.casefold(): tag for tag in Tag.objects.all()}
        unique = Staff.objects.filter(store=store).values("name").annotate(n=Count("pk")).filter(n=1).values("name")
        staff = dict(Staff.objects.filter(store=store, name__in=unique).values_list("name", "pk"))
        keepers = Staff.objects.filter(pk__in=staff.values(), is_active=True, role__in=KEEPERS)
        parts = Parts(self._new_member, own, tags, self._new_tag, dict(keepers.values_list("name", "pk")), today)
        self._decider = Decider(self._new_customer, self._new_order, parts)
        categories = set(Category.objects.values_list("pk", flat=True))
        self._writer = Writer(store, job, by, now, today, staff, categories)

    def bring_in(self, batch, dry_run, later):
        """(lines, {kind: how many are new}) of a batch of records and rows passed over."""
        records = [found for found in batch if not isinstance(found, PassedOver)]
        known = Known(self._store, records, self._decider.numbers)
        hints = Hints(self._store, records, self._by) if dry_run and self._is_shown else None
        lines, touched, marked = [], {}, set()
        for found in batch:
            if isinstance(found, PassedOver):
                lines.append(Line(found.sheet, found.row, Outcome.PASSED_OVER.value, messages=[[found.reason, {}]]))
                continue
            outcome, customer = self._decider.decide(found, known)
            if customer:
                touched[customer.id] = customer
                if found.marks:
                    marked.add(customer.id)
            line = self._line(found, outcome, customer, dry_run)
            if hints and outcome != Outcome.REFUSED:
                line.messages = [*line.messages, *hints.of(found, customer)]
            lines.append(line)
        if dry_run and later:
            unwritten = Counter()
            for customer in [*touched.values()]:
                if customer.is_new and not later.speak_of(customer):
                    unwritten.update(_parts_of(touched.pop(customer.id)))
            return lines, unwritten + Counter(self._writer.write(list(touched.values())))
        added = self._writer.write(list(touched.values()))
        if marked and not dry_run:
            mark_texts(marked, by=None, now=self._now)
        return lines, added

    def _line(self, record, outcome, customer, dry_run):
        customer_id = customer and customer.id
        if dry_run and customer_id in self._created:  # gone again by the time the preview is read
            customer_id = None
        raw = [[as_text(cell) for cell in row] for row in record.raw] if outcome == Outcome.REFUSED else []
        messages = record.messages
        if dry_run and self._is_shown and outcome == Outcome.CREATED:  # once it is in, the archive itself shows it
            messages = [["as_read", facts_as_read(record)], *messages]
        return Line(record.sheet, record.row, outcome.value, record.name, customer_id, messages, raw)

    def _new_customer(self, values, phones):
        number = self._next_id(Customer)
        self._created.add(number)
        values["kind"] = values["kind"] or Customer.Kind.CONSUMER.value
        return KnownCustomer(number, values, phones, is_from_import=True, is_new=True)

    def _new_order(self, values, lines):
        return KnownOrder(self._next_id(Order), values, lines, is_as_imported=True, is_new=True)

    def _new_member(self, values):
        return KnownMember(self._next_id(HouseholdMember), values, is_as_imported=True, is_new=True)

    def _new_tag(self, name):
        if not self._makes_tags:
            return None
        tag = Tag.objects.create(name=name)
        record(facts.TAG_ADDED, by=self._by, subject=tag, data={"name": name})
        return tag

    def _next_id(self, model):
        if not self._free.get(model):
            self._free[model] = next_ids(model, BATCH)[::-1]
        return self._free[model].pop()


def _parts_of(customer):
    """How much a new customer brings, as the writer counts it."""
    parts = customer.parts
    return {"orders": len(customer.orders), "members": len(parts.members), "contacts": len(parts.new_contacts)}
