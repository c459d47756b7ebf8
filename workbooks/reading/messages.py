"""What the import says about a row. Kept as a code with its facts, so that each reader has it in their language."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    # refused
    "no_contact": _("No usable phone number and no WeChat id."),
    "no_customer": _("An order line without a customer above it."),
    "suppressed": _("The owner of this number asked to be forgotten and left alone; nothing of the row is kept."),
    "unknown_id": _("The system number %(value)s is no customer of this store."),
    "unknown_order": _("The order %(value)s is none of this customer's."),
    "no_link": _("The row does not say which customer it is about."),
    "unknown_customer": _("Neither the file nor the archive has a customer “%(value)s”."),
    "ambiguous_customer": _("More than one customer may be meant by “%(value)s”; add the phone."),
    "refused_customer": _("The customer “%(value)s” of this file was refused."),
    "no_member": _("The row says nothing about a family member."),
    "long_member_notes": _("What is said of the member is longer than %(limit)s characters; shorten it."),
    "no_order": _("The row says nothing about an order."),
    "no_contact_day": _("The row does not say on which day the contact was."),
    "unreadable_contact_day": _("“%(value)s” in %(column)s is no day in the past."),
    "too_much_text": _("With what is known already the notes become longer than %(limit)s characters; shorten them."),
    # taken in, with a warning
    "child_of_unknown_age": _(
        "%(column)s: of a child under %(age)s only the age band is kept; without the year there is none."
    ),
    "unreadable_childs_birthday": _("%(column)s holds no readable birthday; as it is a child's, it is not kept."),
    "tells_of_a_child": _("It may tell a child's birthday or age: the words stay as they are, marked to be settled."),
    "unreadable_own": _("“%(value)s” does not fit %(column)s; it is kept in the notes."),
    "unknown_tag": _("There is no tag “%(value)s” yet; it is kept in the notes."),
    "id_phone_differs": _(
        "The archive has other numbers of this customer than %(value)s; it is added. Please look whether the row "
        "belongs to them."
    ),
    "phone_taken": _("%(value)s belongs to %(name)s; it is not added."),
    "unusable_phone": _("“%(value)s” in %(column)s is no usable phone number; it is kept in the notes."),
    "unreadable_date": _("“%(value)s” in %(column)s is no readable date; it is kept in the notes."),
    "unreadable_birthday": _("“%(value)s” in %(column)s is no readable birthday; it is kept in the notes."),
    "unreadable_amount": _("“%(value)s” in %(column)s is no readable amount; it is kept in the notes."),
    "unreadable_quantity": _("“%(value)s” in %(column)s is no readable quantity; it is kept in the notes."),
    "order_ended": _(
        "“%(value)s” in %(column)s: such an order does not stand, it is kept in the notes only. If the archive has it, "
        "cancel it there."
    ),
    "doubtful_order": _(
        "“%(value)s” in %(column)s: the order comes in as one that stands. Please look whether it does."
    ),
    "wants_no_contact": _("%(column)s says that they want no contact: no greeting and no call will be planned."),
    "wechat_elsewhere": _("The WeChat id %(value)s is also that of %(name)s; please look whether they are one person."),
    "future_date": _("“%(value)s” in %(column)s lies in the future; it is kept in the notes."),
    "before_signing": _("“%(value)s” in %(column)s lies before the order was signed; it is kept in the notes."),
    "impossible_total": _(
        "The amounts add up to %(value)s; the order comes in without an amount, the sum is kept in the notes."
    ),
    "paper_number": _("%(column)s holds the number of an identity paper or bank card; the number is not kept."),
    "paper_column": _(
        "%(column)s holds numbers of identity papers or bank cards: the column is not kept, in no row of this sheet."
    ),
    "no_wechat_id": _("“%(value)s” in %(column)s is no WeChat id; it is kept in the notes."),
    "whole_column": _("The rows below say the same of %(column)s; it is told only here."),
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
    "newer": _(
        "%(field)s: the archive was changed to “%(before)s” after this file was exported; that stays, "
        "“%(after)s” is not taken over."
    ),
    "newer_order": _(
        "The order of %(day)s: %(fields)s changed in the archive after this file was exported; that stays."
    ),
    "newer_member": _(
        "%(name)s of the family: %(fields)s changed in the archive after this file was exported; that stays."
    ),
    "unread_phone": _("“%(value)s” in %(column)s is no usable phone number; no number is taken away."),
    "phone_removed": _("The phone number %(value)s goes, for the file has it no more."),
    "notes_kept": _("The notes were edited in the archive: “%(value)s” from the file is not added."),
    "phone_stays": _(
        "%(value)s stays here: the row that wants it came before it was free. Move it on the customers' own pages."
    ),
    "no_keeper": _(
        "“%(value)s” in %(column)s is no one colleague of this store who can look after customers; kept in the notes."
    ),
    "keeper_given": _("%(name)s looks after them from now on."),
    "introducer_open": _(
        "“%(value)s” is said to have introduced them; no archive, or more than one, fits, so it stays in words."
    ),
    "phone_added": _("One more phone number: %(value)s."),
    "phone_elsewhere": _("%(value)s also belongs to %(name)s; please look whether they are one person."),
    # who else it may be: told before anything is imported
    "in_another_store": _("%(value)s is also known in %(store)s; please look whether they are one person."),
    "number_of_member": _(
        "%(value)s is also the number of somebody in the household of %(name)s; please look whether they go together."
    ),
    "near_name_at_door": _("%(name)s, nearly the same name, is at %(place)s; please look whether they are one person."),
    "order_added": _("One more order."),
    "order_changed": _("The order of %(day)s: %(fields)s changed."),
    "member_added": _("A family member: %(name)s."),
    "member_changed": _("%(name)s of the family: %(fields)s changed."),
    "member_known": _("The family member is in the archive already."),
    "contact_added": _("A contact of %(day)s."),
    "contact_known": _("The contact is in the archive already."),
    "tagged": _("Tagged: %(names)s."),
    "order_known": _("The order is in the archive already."),
    # when the import was undone
    "stays": _("Not undone, it stays as it is: %(reason)s."),
    # passed over
    "blank": _("Blank row."),
    "sum": _("A row of sums."),
    "header": _("The header again."),
    "heading": _("A heading."),
    "left_out": _("The sheet is left out."),
    "no_layout": _("Sheet without names and phones: nothing is taken from it."),
}
