"""The archive's own sheets: customers, their families, their orders."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.archive_facts.fact import Fact, Kind
from customers.archive_facts.table import imported, informing
from customers.consent import NEWEST_CONSENT
from customers.minors import is_child
from customers.models import Customer, HouseholdMember, Order, OrderLine, OwnValues
from customers.own_fields import Type, active_fields
from dealercrm.lib.birthdays import Birthday
from workbooks.exporting.birthdays import birthday
from workbooks.exporting.sheets import DAY, NUMBER, TEXT, Column, Sheet, column, literal, text, unless_marked, words

# What a customer has several of is put together once for all customers of a batch, not for each by itself.
PHONES = """
    SELECT p.customer_id, string_agg(p.number, '、' ORDER BY p.position, p.id) AS numbers
    FROM chosen x JOIN customers_customerphone p ON p.customer_id = x.id
    WHERE x.n BETWEEN {numbers} AND p.customer_id BETWEEN {keys} GROUP BY p.customer_id"""
TAGS = """
    SELECT ct.customer_id, string_agg(t.name, '、' ORDER BY t.name) AS names
    FROM chosen x JOIN customers_customertag ct ON ct.customer_id = x.id JOIN customers_tag t ON t.id = ct.tag_id
    WHERE x.n BETWEEN {numbers} AND ct.customer_id BETWEEN {keys} GROUP BY ct.customer_id"""
WANTED = "c.n BETWEEN {numbers} AND k.customer_id BETWEEN {keys} AND k.channel = 'all'"
LEFT_ALONE = f"""
    SELECT customer_id, NOT is_given AS is_so FROM ({NEWEST_CONSENT.format(people="chosen", those=WANTED)}) newest"""
INTRODUCER = """CASE WHEN c.introduced_by_id IS NOT NULL
                     THEN (SELECT i.name FROM customers_customer i WHERE i.id = c.introduced_by_id) END"""


def exported_at():
    """When, so that whoever brings the file back overwrites nothing newer (workbooks.intake.edit_conflicts)."""
    now = f"to_char(now() AT TIME ZONE {literal(settings.TIME_ZONE)}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return column("exported_at", now)


def columns(facts: Iterable[Fact], row: str, **cells: str) -> list[Column]:
    """Of facts in rows with the alias `row`; `cells` {name: SQL} of those that are more than their own column."""
    return [column(fact.column_name, *cell(fact, row, **cells)) for fact in facts]


def cell(fact: Fact, row: str, **cells: str) -> tuple[str, str]:
    """(SQL, type) of a fact's cell."""
    value = f"{row}.{fact.name}"
    if fact.name in cells:
        return cells[fact.name], TEXT
    if fact.kind == Kind.CHOICE:
        return words(value, fact.field.choices), TEXT
    if fact.kind == Kind.BIRTHDAY:
        return birthday(value), TEXT
    types = {Kind.DAY: DAY, Kind.NUMBER: NUMBER}
    if fact.kind in types:
        return value, types[fact.kind]
    return unless_marked(text(value), fact.model, fact.name, f"{row}.id"), TEXT


def of_customers():
    name, *others = columns(imported(Customer), "c")
    return [
        column("id", "c.id", NUMBER),
        name,
        column("phone", "p.numbers"),
        *others,
        column("tags", "g.names"),
        *map(own, active_fields()),
        *columns(informing(Customer), "c", introduced_by=INTRODUCER),
        column("tier", "t.letter || t.level"),
        column("store", "s.name"),
        column("keeper", "k.name"),
        column("customer_since", "c.customer_since", DAY),
        column("do_not_contact", f"CASE WHEN a.is_so THEN {literal(_('Yes'))} END"),
        column("written_on", f"(c.created_at AT TIME ZONE {literal(settings.TIME_ZONE)})::date", DAY),
        exported_at(),
    ]


def own(field):
    """A field the dealer made, under the name the dealer gave it."""
    value = f"o.values ->> {literal(field.key)}"
    if field.type == Type.NUMBER:
        return Column(field.label, f"({value})::numeric", NUMBER)
    if field.type == Type.DATE:
        return Column(field.label, f"({value})::date", DAY)
    return Column(field.label, unless_marked(f"({value})", OwnValues, field.key, "c.id"))


def of_members():
    return [
        column("id", "c.id", NUMBER),
        column("name", text("c.name")),
        column("member_id", "m.id", NUMBER),
        *columns(imported(HouseholdMember), "m"),
        exported_at(),
    ]


def of_orders():
    """One row an order line; an order without lines has a row too. What is the whole order's stands in each."""
    people = {
        f"{who}_name": f"coalesce(nullif(o.{who}_name, ''), (SELECT name FROM stores_staff WHERE id = o.{who}_id))"
        for who in ("salesperson", "crew")
    }
    designer = "coalesce(nullif(o.designer_name, ''), (SELECT name FROM customers_customer WHERE id = o.designer_id))"
    people["designer_name"] = unless_marked(designer, Order, "designer_name", "o.id")
    category = "g.name_en" if get_language().startswith("en") else "g.name_zh"
    signed, *others = columns(imported(Order), "o", **people)
    return [
        column("id", "c.id", NUMBER),
        column("name", text("c.name")),
        column("order_id", "o.id", NUMBER),
        signed,
        *columns(imported(OrderLine), "l"),
        *others,
        *columns(informing(Order), "o"),
        *columns(informing(OrderLine), "l", category=category),
        exported_at(),
    ]


def is_grown_up(extra):
    """Of children nothing leaves the house (AR-16)."""
    relation, age_band, born = extra
    birthday = Birthday.from_text(born) if born else None
    return not age_band and not is_child(relation, birthday, timezone.localdate())


SHEETS = [
    Sheet(
        gettext_lazy("Customers"),
        of_customers,
        f"""JOIN customers_customer c ON c.id = chosen.id
           LEFT JOIN ({PHONES}) p ON p.customer_id = c.id
           LEFT JOIN ({TAGS}) g ON g.customer_id = c.id
           LEFT JOIN ({LEFT_ALONE}) a ON a.customer_id = c.id
           JOIN stores_store s ON s.id = c.store_id
           LEFT JOIN stores_staff k ON k.id = c.keeper_id
           LEFT JOIN customers_customertier t ON t.customer_id = c.id
           LEFT JOIN customers_ownvalues o ON o.customer_id = c.id""",
        "",
    ),
    Sheet(
        gettext_lazy("Family members"),
        of_members,
        "JOIN customers_customer c ON c.id = chosen.id JOIN customers_householdmember m ON m.customer_id = c.id",
        ", m.id",
        is_grown_up,
        "m.relation, m.age_band, m.birthday",
    ),
    Sheet(
        gettext_lazy("Orders"),
        of_orders,
        """JOIN customers_customer c ON c.id = chosen.id
           JOIN customers_order o ON o.customer_id = c.id
           LEFT JOIN customers_orderline l ON l.order_id = o.id
           LEFT JOIN customers_category g ON g.code = l.category_id""",
        ", o.signed_on NULLS LAST, o.id, l.position, l.id",
    ),
]
