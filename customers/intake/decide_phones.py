"""What becomes of the numbers of a customers row."""

from customers.intake.newer import CUSTOMER
from dealercrm.lib.marks import listed


def take_phones(record, customer, known):
    """Add the row's numbers, in our own export put them in place of the known ones; returns whether any changed.

    An empty cell takes nothing away, nor does one that holds what cannot be read, nor one in a row that may have
    slipped under another customer's key.
    """
    if record.id:
        for phone in record.phones:
            if (other := known.by_phone.get(phone, customer)) is not customer:
                record.say("phone_taken", value=phone, name=other.values["name"])
    unread = [text for text in record.unread_phones if text not in customer.phones]
    for text in unread:
        record.say("unread_phone", value=text, column=record.phone_header)
    mine = [phone for phone in record.phones if known.by_phone.get(phone, customer) is customer]
    if record.is_ours and record.id and mine:
        return _replace(record, customer, known, mine, may_remove=not unread)
    if "phones" in customer.edited and not record.is_ours:
        return False  # a person has taken it away, or will know why it is not there
    return _add(record, customer, known, mine)


def _add(record, customer, known, mine):
    new = [phone for phone in mine if phone not in customer.phones]
    if record.id and new and customer.phones and not set(record.phones) & set(customer.phones):
        record.say("id_phone_differs", value=listed(new))
    for phone in new:
        record.say("phone_added", value=phone)
        known.by_phone[phone] = customer
    if new:
        customer.change_phones([*customer.phones, *new])
    return bool(new)


def _replace(record, customer, known, mine, may_remove):
    before = list(customer.phones)
    wanted = [*mine, *(phone for phone in before if phone in record.unread_phones)]
    if set(wanted) == set(before):
        return False
    if "phones" in customer.newer(CUSTOMER, customer.id, record.exported_at):
        record.say("newer", field="phones", before=listed(before), after=listed(wanted))
        return False
    has_slipped = not set(wanted) & set(before) and record.name not in ("", customer.name_before)
    if has_slipped or not may_remove:
        return _add(record, customer, known, mine)
    for phone in before:
        if phone not in wanted:
            record.say("phone_removed", value=phone)
            known.by_phone.pop(phone, None)
    for phone in wanted:
        if phone not in before:
            record.say("phone_added", value=phone)
            known.by_phone[phone] = customer
    customer.change_phones(wanted)
    return True
