"""What goes when a person asks to be erased, and what stays so that the sums stay (AR-16).

What happens to the rows of each model is said in the parts of each floor. Rows that figures count stay, with every
word about the person taken out.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model, Q

from customers.archive_facts.table import facts_of, words_of
from customers.models import Activity, Customer, CustomerPhone, DesignReview, Merge, Order, RowChange, Tie
from customers.occupations import occupation_code
from dealercrm.lib.parts import Files, Part, all_parts, empty_values
from dealercrm.lib.pinyin import pinyin_sort_key
from dealercrm.lib.wechat import compared

NOBODY = "***"
WECHAT_FROM = 6  # characters; what is shorter is no WeChat id, and may be any word of a list
LOCK = 7_004_009  # advisory: no file finds its place while somebody is being erased
# Of the customer: store, kind, keeper, source and the days since when they count stay. All words go.
WORDS = [fact.name for fact in facts_of(Customer) if not fact.stays and fact.name != "name"]
# What a fact may still say: sums, days and codes.
FIGURES = {"on", "amount", "fields", "way", "outcome", "mood", "import", "order"}


@dataclass(frozen=True)
class Person:
    """Who is erased, and by which words they are known elsewhere.

    `earlier` are numbers they once had and nobody has now, `passed_on` those that are somebody else's by now; `wechats`
    the WeChat ids that are or were theirs alone.
    `linked` are the ids of customers who know them, `merged` those of archives that went into theirs.
    """

    customer: Customer
    numbers: tuple[str, ...]
    earlier: tuple[str, ...]
    passed_on: tuple[str, ...]
    wechats: tuple[str, ...]
    names: tuple[str, ...]
    linked: frozenset[int]
    merged: frozenset[int]

    @property
    def ids(self) -> list[int]:
        """Every id their archive has ever stood under."""
        return [self.customer.pk, *sorted(self.merged)]

    @property
    def known_by(self) -> tuple[str, ...]:
        """Every number and WeChat id by which they, and nobody else, may be known."""
        return (*self.numbers, *self.earlier, *self.wechats)

    def strike_from(self, value: Any) -> Any:
        """A value of a fact or a history with the person's numbers and names taken out, however deep they stand."""
        return struck(value, (*self.known_by, *self.names))


def struck(value: Any, words: Iterable[str]) -> Any:
    """A value with the words taken out, however deep they stand in it."""
    if isinstance(value, dict):
        return {key: struck(each, words) for key, each in value.items()}
    if isinstance(value, list):
        return [struck(each, words) for each in value]
    for word in words if isinstance(value, str) else ():
        value = value.replace(word, NOBODY)
    return value


def person(customer: Customer) -> Person:
    """The Person of a customer row, to be asked before anything is taken away."""
    merges = Merge.objects.filter(Q(kept=customer) | Q(gone_id=customer.pk))
    within = merges.filter(kept=customer, undone_at=None)
    names = {customer.name, *within.values_list("gone_name", flat=True)}
    linked = {customer.introduced_by_id, *customer.introduced.values_list("pk", flat=True)}
    linked |= set(customer.designed_orders.values_list("customer", flat=True))
    for first, second in Tie.objects.filter(Q(first=customer) | Q(second=customer)).values_list("first", "second"):
        linked |= {first, second}
    for kept, gone in merges.values_list("kept", "gone_id"):
        linked |= {kept, gone}
    gone = frozenset(within.values_list("gone_id", flat=True))
    numbers = tuple(customer.phones.values_list("number", flat=True))
    once = _ever([customer.pk, *gone], CustomerPhone, "number").difference(numbers)
    others = set(CustomerPhone.objects.filter(number__in=once).values_list("number", flat=True))
    return Person(
        customer,
        numbers,
        tuple(sorted(once - others)),
        tuple(sorted(others)),
        _own_wechats(customer, gone),
        tuple(sorted((name for name in names if name), key=len, reverse=True)),
        frozenset(linked - {None, customer.pk}),
        gone,
    )


def _own_wechats(customer: Customer, gone: frozenset[int]) -> tuple[str, ...]:
    ever = {customer.wechat} | _ever([customer.pk, *gone], Customer, "wechat")
    long = {wechat for wechat in ever if len(wechat) >= WECHAT_FROM}
    others = Customer.objects.of_wechat(*long).exclude(pk=customer.pk).values_list("wechat", flat=True)
    theirs = {compared(wechat) for wechat in others}
    return tuple(sorted(wechat for wechat in long if compared(wechat) not in theirs))


def _ever(ids: list[int], model: type[Model], column: str) -> set[str]:
    """Every value that the history knows of a column of these archives, as a set."""
    changes = RowChange.objects.filter(customer__in=ids, table=model._meta.db_table)
    rows = [row for pair in changes.values_list("before", "after") for row in pair if row]
    return {row[column] for row in rows if row.get(column)}


def erase_everywhere(who: Person) -> Files:
    """Take the person out of every table; returns the files (storage, name) that must go from the disk."""
    return [file for part in all_parts() for file in part.erase(part, who) or ()]


def empty_customer(part: Part, who: Person) -> None:
    who.customer.introduced.filter(introducer_name__in=who.names).update(introducer_name="")
    empty = {"name": NOBODY, "pinyin": pinyin_sort_key(NOBODY)[:120], "occupation_code": occupation_code("")}
    Customer.objects.filter(pk=who.customer.pk).update(**empty_values(Customer, WORDS), **empty)


def empty_orders(part: Part, who: Person) -> None:
    """Their own keep the figures. Of those they designed no word goes but who designed them."""
    part.of(who.customer.pk).update(**empty_values(Order, words_of(Order)))
    theirs = who.customer.designed_orders.all()
    DesignReview.objects.filter(order__in=theirs, designer_name__in=who.names).update(designer_name="")
    theirs.update(designer=None, designer_name="")


def empty_facts(part: Part, who: Person) -> None:
    for activity in who.customer.activities.all():
        activity.data = {key: value for key, value in activity.data.items() if key in FIGURES}
        activity.error = ""
        activity.save(update_fields=["data", "error"])
    strike_elsewhere(who, Activity, ("data",))


def forget_changes(part: Part, who: Person) -> None:
    """The history of this archive and of those that went into it, and the person in that of others."""
    ties = RowChange.objects.filter(customer__in=who.ids, table=Tie._meta.db_table)
    of_ties, others = set(), set()
    for row_id, *told in ties.values_list("row_id", "before", "after"):
        of_ties.add(row_id)
        others |= {row.get(side) for row in told if row for side in ("first_id", "second_id")}
    RowChange.objects.filter(customer__in=others - {None}, table=Tie._meta.db_table, row_id__in=of_ties).delete()
    RowChange.objects.filter(customer__in=who.ids).delete()
    strike_elsewhere(who, RowChange, ("before", "after"))


def forget_merges(part: Part, who: Person) -> None:
    """Where this archive went into another's for a time, what the two moments wrote there: that other person's history
    is theirs, but these lines tell of both."""
    undone = Merge.objects.filter(gone_id=who.customer.pk)
    others = list(undone.values_list("kept", flat=True))
    own = RowChange.objects.filter(customer=who.customer.pk, table=Customer._meta.db_table)
    went = own.filter(action="delete").order_by("pk").first()
    if others and went:
        moments = own.filter(pk__gte=went.pk, action__in=("delete", "insert")).values_list("at", flat=True)
        told = RowChange.objects.filter(customer__in=others, at__in=list(moments))
        told.exclude(table=Customer._meta.db_table, action="insert").delete()
    undone.delete()
    part.of(who.customer.pk).delete()


def strike_elsewhere(
    who: Person, model: type[Activity] | type[Model] | type[RowChange], fields: tuple[str, ...]
) -> None:
    """The person out of JSON `fields` of a model's rows about others: by name where those knew the person, by number
    wherever it stands. Whose own archive carries the number or the name too keeps it: it is theirs.
    """
    theirs = CustomerPhone.objects.filter(number__in=who.known_by).values("customer")
    namesakes = set(Customer.objects.filter(pk__in=who.linked, name__in=who.names).values_list("pk", flat=True))
    by_number = replace(who, names=())
    mentions = Q(customer__in=who.linked)
    for number in who.known_by:
        for field in fields:
            mentions |= Q(**{f"{field}__icontains": number}) & ~Q(customer__in=theirs)
    for row in model.objects.filter(mentions).exclude(customer=who.customer.pk):
        known = by_number if row.customer_id in namesakes else who
        values = {field: known.strike_from(getattr(row, field)) for field in fields}
        if any(values[field] != getattr(row, field) for field in fields):
            model.objects.filter(pk=row.pk).update(**values)
