"""What a column of a dealer's workbook can be; workbooks.reading.words says by which headers it is known."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from customers.archive_facts.table import FACTS, imported
from customers.models import Customer, CustomerPhone, HouseholdMember, Order, OrderLine
from dealercrm.lib.texts import Words

SKIP = ""  # a column that is not taken over
OWN = "own:"  # before the key of one of the dealer's own fields

# What a sheet may say besides the facts of the archive.
_FILE = {
    "id": _("System number"),  # the customer's key in this archive: such a row is an update of that customer
    "exported_at": _("Exported at"),  # what was changed in the archive since is newer than the file
    "customer_no": _("Customer number of the file"),  # what other sheets of the same file say to mean a customer
}
_ORDER = {
    "order_id": _("System number of the order"),
    "order_no": _("Order number"),
    "order_state": _("State of the order"),
}
_MEMBER: dict[str, Words] = {"member_id": _("System number of the member"), "member": _("Family member in one cell")}
_CONTACT = {
    "contact_id": _("System number of the contact"),
    "contact_on": _("Contacted on"),
    "contact_by": _("Contacted by"),
    "contact_way": _("Way of the contact"),
    "contact_note": _("What was said"),
}
_BESIDE = {
    "name": {"family_name": _("Family name"), "given_name": _("Given name")},
    "phone": {"phone_tail": _("Last digits of the phone")},  # with the name, enough to find somebody
    "birthday": {
        "birthday_lunar": _("Birthday, lunar"),
        "birthday_calendar": _("Calendar of the birthday (lunar or solar)"),
    },
    "notes": {
        "tags": _("Tags"),
        "no_contact": _("Wants no contact (yes or no)"),
        "keeper": _("Who looks after them"),
    },
    "signed": {  # beside columns for the month and the day
        "signed_year": _("Signed on: year"),
        "signed_month": _("Signed on: month"),
    },
    "product": {"detail": _("Model, colour or size")},
    "measure": {"unit_price": _("Unit price")},
}


def columns_of(*models: type[Model]) -> dict[str, Words]:
    """{field: label} of what a workbook may say of rows of these models."""
    found: dict[str, Words] = {}
    for fact in imported(*models):
        found[fact.column_name] = fact.column_heading
        found |= _BESIDE.get(fact.column_name, {})
    return found


_MEMBER |= columns_of(HouseholdMember)
# Our own export heads its columns with exactly these words, in either language, and its sheets come back by them.
LABELS = _FILE | columns_of(Customer, CustomerPhone) | _ORDER | columns_of(Order, OrderLine) | _MEMBER | _CONTACT

# What our export says besides, for people to read: the importer passes these columns over. They follow from other
# things, or are changed on the page where their rules are kept.
INFORMATION = {fact.column_name: fact.column_heading for fact in FACTS if fact.informs} | {
    "tier": _("Tier"),
    "store": _("Store"),
    "keeper": _("Keeper"),
    "customer_since": _("Customer since"),
    "do_not_contact": _("Not to be contacted"),
    "last_contact": _("Last contact"),
    "written_on": _("Written down on"),
    "contact_outcome": _("Outcome"),
    "contact_mood": _("Mood"),
    "contact_needs": _("Needs"),
}

# Fields that may have several columns.
MANY = {"phone", "given_name", "birthday", "notes", "detail", "tags", "order_state", "order_notes", "contact_note"}
MANY |= _MEMBER.keys() - {"member_id"} | {"no_contact"}
# Fields that may come in numbered columns: product 1, quantity 1, product 2, quantity 2 ...
NUMBERED = {"product", "quantity", "measure", "unit_price", "amount"}
