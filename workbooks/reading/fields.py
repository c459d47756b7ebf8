"""What a column of a dealer's workbook can be; workbooks.reading.words says by which headers it is known."""

from django.utils.translation import gettext_lazy as _

SKIP = ""  # a column that is not taken over
OWN = "own:"  # before the key of one of the dealer's own fields

# Our own export heads its columns with exactly these words, in either language, and its sheets come back by them.
LABELS = {
    "id": _("System number"),  # the customer's key in this archive: such a row is an update of that customer
    "exported_at": _("Exported at"),  # what was changed in the archive since is newer than the file
    "customer_no": _("Customer number of the file"),  # what other sheets of the same file say to mean a customer
    "name": _("Name"),
    "salutation": _("Form of address"),
    "phone": _("Phone"),
    "phone_tail": _("Last digits of the phone"),  # with the name, enough to find somebody
    "wechat": _("WeChat id"),
    "community": _("Community"),
    "building": _("Building"),
    "unit": _("Unit"),
    "room": _("Room, or building-unit-room"),
    "address": _("Whole address"),
    "household": _("Household"),
    "occupation": _("Occupation"),
    "birthday": _("Birthday"),
    "birthday_lunar": _("Birthday, lunar"),
    "birthday_calendar": _("Calendar of the birthday (lunar or solar)"),
    "source": _("Source"),
    "introducer": _("Introduced by"),
    "best_time": _("Best time to call"),
    "avoid": _("What to avoid"),
    "wedding_day": _("Wedding day"),
    "education": _("Education"),
    "small_talk": _("Small talk"),
    "tags": _("Tags"),
    "notes": _("Notes"),
    "order_id": _("System number of the order"),
    "order_no": _("Order number"),
    "signed": _("Signed on"),
    "signed_year": _("Signed on: year"),  # beside columns for the month and the day
    "signed_month": _("Signed on: month"),
    "product": _("Product"),
    "detail": _("Model, colour or size"),
    "quantity": _("Quantity"),
    "measure": _("Measure"),
    "unit_price": _("Unit price"),
    "amount": _("Amount"),
    "total": _("Total of the order"),
    "gross_profit": _("Gross profit"),
    "delivered": _("Delivered on"),
    "planned_install": _("Installation planned for"),
    "installed": _("Installed on"),
    "salesperson": _("Salesperson"),
    "crew": _("Crew"),
    "order_notes": _("Notes on the order"),
    "member_id": _("System number of the member"),
    "member": _("Family member in one cell"),
    "member_name": _("Member's name"),
    "member_relation": _("Member's relation"),
    "member_birthday": _("Member's birthday"),
    "member_phone": _("Member's phone"),
    "member_occupation": _("Member's occupation"),
    "member_notes": _("Notes on the member"),
    "contact_id": _("System number of the contact"),
    "contact_on": _("Contacted on"),
    "contact_by": _("Contacted by"),
    "contact_way": _("Way of the contact"),
    "contact_note": _("What was said"),
}

# What our export says besides, for people to read: the importer passes these columns over. They follow from other
# things, or are changed on the page where their rules are kept.
INFORMATION = {
    "kind": _("Kind"),
    "tier": _("Tier"),
    "store": _("Store"),
    "keeper": _("Keeper"),
    "customer_since": _("Customer since"),
    "introduced_by": _("Introduced by (archive)"),
    "do_not_contact": _("Not to be contacted"),
    "last_contact": _("Last contact"),
    "written_on": _("Written down on"),
    "category": _("Category"),
    "designer": _("Designer"),
    "cancelled": _("Cancelled on"),
    "returned": _("Returned on"),
    "contact_outcome": _("Outcome"),
    "contact_mood": _("Mood"),
    "contact_needs": _("Needs"),
}

# Fields that may have several columns.
MANY = {
    "phone", "birthday", "notes", "detail", "tags", "order_notes", "contact_note", "member", "member_name",
    "member_relation", "member_birthday", "member_phone", "member_occupation", "member_notes",
}  # fmt: skip
# Fields that may come in numbered columns: product 1, quantity 1, product 2, quantity 2 ...
NUMBERED = {"product", "quantity", "measure", "unit_price", "amount"}
DATES = {"signed", "delivered", "installed"}
ORDER_FIELDS = {"product", "quantity", "measure", "unit_price", "amount", "total", "signed", "order_no"}
