"""The archive's own sheets: customers, their families, their orders."""

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from customers.minors import is_child
from customers.models import Customer, HouseholdMember
from customers.own_fields import Type, active_fields
from dealercrm.lib.birthdays import Birthday
from workbooks.exporting.birthdays import birthday
from workbooks.exporting.sheets import DAY, NUMBER, Column, Sheet, column, literal, text, words

# What a customer has several of is put together once for all customers of a batch, not for each by itself.
PHONES = """
    SELECT p.customer_id, string_agg(p.number, '、' ORDER BY p.position, p.id) AS numbers
    FROM chosen x JOIN customers_customerphone p ON p.customer_id = x.id
    WHERE x.n BETWEEN {numbers} AND p.customer_id BETWEEN {keys} GROUP BY p.customer_id"""
TAGS = """
    SELECT ct.customer_id, string_agg(t.name, '、' ORDER BY t.name) AS names
    FROM chosen x JOIN customers_customertag ct ON ct.customer_id = x.id JOIN customers_tag t ON t.id = ct.tag_id
    WHERE x.n BETWEEN {numbers} AND ct.customer_id BETWEEN {keys} GROUP BY ct.customer_id"""
LEFT_ALONE = """
    SELECT DISTINCT ON (k.customer_id) k.customer_id, NOT k.is_given AS is_so
    FROM chosen x JOIN customers_consent k ON k.customer_id = x.id
    WHERE x.n BETWEEN {numbers} AND k.customer_id BETWEEN {keys} AND k.channel = 'all'
    ORDER BY k.customer_id, k.at DESC, k.id DESC"""
INTRODUCER = """CASE WHEN c.introduced_by_id IS NOT NULL
                     THEN (SELECT i.name FROM customers_customer i WHERE i.id = c.introduced_by_id) END"""
PLAIN = (
    "wechat", "community", "building", "unit", "room", "address", "household", "occupation",
)  # fmt: skip


def exported_at():
    """When, so that whoever brings the file back overwrites nothing newer (workbooks.intake.edit_conflicts)."""
    now = f"to_char(now() AT TIME ZONE {literal(settings.TIME_ZONE)}, 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    return column("exported_at", now)


def of_customers():
    return [
        column("id", "c.id", NUMBER),
        column("name", text("c.name")),
        column("salutation", text("c.salutation")),
        column("phone", "p.numbers"),
        *(column(name, text(f"c.{name}")) for name in PLAIN),
        column("birthday", birthday("c.birthday")),
        column("wedding_day", "c.wedding_day", DAY),
        column("education", text("c.education")),
        column("small_talk", text("c.small_talk")),
        column("source", words("c.source", Customer.Source.choices)),
        column("introducer", text("c.introducer_name")),
        column("best_time", text("c.best_time")),
        column("avoid", text("c.avoid")),
        column("tags", "g.names"),
        column("notes", text("c.notes")),
        *map(own, active_fields()),
        column("kind", words("c.kind", Customer.Kind.choices)),
        column("tier", "t.letter || t.level"),
        column("store", "s.name"),
        column("keeper", "k.name"),
        column("customer_since", "c.customer_since", DAY),
        column("introduced_by", INTRODUCER),
        column("do_not_contact", f"CASE WHEN a.is_so THEN {literal(_('Yes'))} END"),
        column("written_on", f"(c.created_at AT TIME ZONE {literal(settings.TIME_ZONE)})::date", DAY),
        exported_at(),
    ]


def own(field):
    """A field the dealer made, under the name the dealer gave it."""
    value = f"o.values ->> {literal(field.key)}"
    if field.type == Type.NUMBER:
        return Column(field.label, f"({value})::numeric", NUMBER)
    return (
        Column(field.label, f"({value})::date", DAY) if field.type == Type.DATE else Column(field.label, f"({value})")
    )


def of_members():
    return [
        column("id", "c.id", NUMBER),
        column("name", text("c.name")),
        column("member_id", "m.id", NUMBER),
        column("member_relation", words("m.relation", HouseholdMember.Relation.choices)),
        column("member_name", text("m.name")),
        column("member_birthday", birthday("m.birthday")),
        column("member_phone", text("m.phone")),
        column("member_occupation", text("m.occupation")),
        column("member_notes", text("m.notes")),
        exported_at(),
    ]


def of_orders():
    """One row an order line; an order without lines has a row too. What is the whole order's stands in each."""
    salesperson, crew = (
        f"coalesce(nullif(o.{who}_name, ''), (SELECT name FROM stores_staff WHERE id = o.{who}_id))"
        for who in ("salesperson", "crew")
    )
    return [
        column("id", "c.id", NUMBER),
        column("name", text("c.name")),
        column("order_id", "o.id", NUMBER),
        column("signed", "o.signed_on", DAY),
        column("product", text("l.product")),
        column("quantity", "l.quantity", NUMBER),
        column("measure", text("l.measure")),
        column("amount", "l.amount", NUMBER),
        column("total", "o.amount", NUMBER),
        column("gross_profit", "o.gross_profit", NUMBER),
        column("delivered", "o.delivered_on", DAY),
        column("planned_install", "o.planned_install_on", DAY),
        column("installed", "o.installed_on", DAY),
        column("salesperson", salesperson),
        column("crew", crew),
        column("order_notes", text("o.notes")),
        column("category", "g.name_en" if get_language().startswith("en") else "g.name_zh"),
        column("designer", text("o.designer_name")),
        column("cancelled", "o.cancelled_on", DAY),
        column("returned", "o.returned_on", DAY),
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
