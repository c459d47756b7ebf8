"""Contacts for the owner's export (AR-15): what somebody noted after a call, a visit, a message, and the old ones that
a workbook brought."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campaigns.models import Revisit
from customers import facts
from customers.contacts import WAYS
from customers.models import Activity
from workbooks.exporting.sheets import DAY, NUMBER, Sheet, column, literal, text, unless_marked, words

NOTE, NEEDS = (unless_marked(field, Revisit, field, "id") for field in ("note", "needs"))
OLD_NOTE = unless_marked("data ->> 'note'", Activity, "note", "id")
CONTACTS = f"""
    SELECT id, customer_id, at, by_id, by_name, way, outcome, mood, {NOTE} AS note, {NEEDS} AS needs
    FROM campaigns_revisit
    UNION ALL
    SELECT id, customer_id, at, by_id, by_name, data ->> 'way', '', '', {OLD_NOTE}, '' FROM customers_activity
    WHERE kind = {literal(facts.OLD_CONTACT_NOTED)}"""


def of_contacts():
    return [
        column("id", "c.id", NUMBER),
        column("name", text("c.name")),
        column("contact_id", "r.id", NUMBER),
        column("contact_on", f"(r.at AT TIME ZONE {literal(settings.TIME_ZONE)})::date", DAY),
        column("contact_by", "coalesce(nullif(r.by_name, ''), k.name)"),
        column("contact_way", words("r.way", WAYS.items())),
        column("contact_outcome", words("r.outcome", Revisit.Outcome.choices)),
        column("contact_mood", words("r.mood", Revisit.Mood.choices)),
        column("contact_note", text("r.note")),
        column("contact_needs", text("r.needs")),
    ]


SHEETS = [
    Sheet(
        _("Contacts"),
        of_contacts,
        f"""JOIN customers_customer c ON c.id = chosen.id
            JOIN ({CONTACTS}) r ON r.customer_id = c.id
            LEFT JOIN stores_staff k ON k.id = r.by_id""",
        ", r.at, r.id",
    )
]
