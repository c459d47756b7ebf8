"""What the import says about a row. Kept as a code with its facts, so that each reader has it in their language."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # refused
    "no_contact": _("No usable phone number and no WeChat id."),
    "no_customer": _("An order line without a customer above it."),
    "suppressed": _("The owner of this number asked to be forgotten and left alone; nothing of the row is kept."),
    # taken in, with a warning
    "unusable_phone": _("“%(value)s” in %(column)s is no usable phone number; it is kept in the notes."),
    "unreadable_date": _("“%(value)s” in %(column)s is no readable date; it is kept in the notes."),
    "unreadable_birthday": _("“%(value)s” in %(column)s is no readable birthday; it is kept in the notes."),
    "unreadable_amount": _("“%(value)s” in %(column)s is no readable amount; it is kept in the notes."),
    "unreadable_quantity": _("“%(value)s” in %(column)s is no readable quantity; it is kept in the notes."),
    "future_date": _("“%(value)s” in %(column)s lies in the future; it is kept in the notes."),
    "before_signing": _("“%(value)s” in %(column)s lies before the order was signed; it is kept in the notes."),
    "impossible_total": _(
        "The amounts add up to %(value)s; the order comes in without an amount, the sum is kept in the notes."
    ),
    "no_wechat_id": _("“%(value)s” in %(column)s is no WeChat id; it is kept in the notes."),
    "no_name": _("There is no name; the customer is called by the phone number's last digits."),
    "too_long": _("“%(value)s” in %(column)s is too long; the whole text is kept in the notes."),
    "room_is_date": _("Excel has made a date of the room in %(column)s: %(value)s. Please look."),
    "unsaved_formula": _(
        "The formula in %(column)s has no saved result, so the cell counts as empty. "
        "Open the file in Excel and save it again."
    ),
    "amount_from_price": _("The amount was worked out from unit price and quantity."),
    "several_addresses": _("More than one address: “%(value)s” is kept in the notes."),
    # what matching found in the archive
    "filled": _("Filled in: %(fields)s."),
    "changed": _("%(field)s: “%(before)s” becomes “%(after)s”."),
    "kept": _("%(field)s: the archive says “%(before)s”, the file “%(after)s”; the archive's stays."),
    "phone_added": _("One more phone number: %(value)s."),
    "phone_elsewhere": _("%(value)s also belongs to %(name)s; please look whether they are one person."),
    "order_added": _("One more order."),
    "order_changed": _("The order of %(day)s: %(fields)s changed."),
    "order_known": _("The order is in the archive already."),
    # passed over
    "blank": _("Blank row."),
    "sum": _("A row of sums."),
    "header": _("The header again."),
    "heading": _("A heading."),
    "no_layout": _("Sheet without names and phones: nothing is taken from it."),
}


def sentence(message):
    """The sentence of a stored message [code, facts]."""
    code, facts = message
    return SENTENCES[code] % facts if facts else str(SENTENCES[code])
