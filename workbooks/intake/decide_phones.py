"""What becomes of the numbers of a customers row."""

from dealercrm.lib.punctuation import listed
from workbooks.intake.edit_conflicts import CUSTOMER


def decide_phones(record, customer, known, wanted_elsewhere, *, may_remove):
    """Add the row's numbers, in our own export put them in place of the known ones; returns whether any changed.

    `wanted_elsewhere` gathers the numbers that rows were refused because they are somebody else's: when that person's
    own row comes later and gives one away, it stays, or nobody would have it.

    An empty cell takes nothing away, nor does one that holds what cannot be read, nor one in a row that may have
    slipped under another customer's key.
    """
    if record.id:
        for phone in record.phones:
            if other := _other(phone, customer, known):
                record.say("phone_taken", value=phone, name=other.values["name"])
                wanted_elsewhere.add(phone)
    unread = [text for text in record.unread_phones if text not in customer.phones]
    for text in unread:
        record.say("unread_phone", value=text, column=record.phone_header)
    mine = [phone for phone in record.phones if not _other(phone, customer, known)]
    if record.is_own_export and record.id and mine:
        return _replace(record, customer, known, mine, wanted_elsewhere, may_remove=may_remove and not unread)
    if "phones" in customer.edited and not record.is_own_export:
        return False  # a person has taken it away, or will know why it is not there
    return _add(record, customer, known, mine)


def _other(phone, customer, known):
    """Who has the number, if it is not the customer's."""
    holder = known.holder(phone, customer)
    return None if holder is customer else holder


def _add(record, customer, known, mine):
    new = [phone for phone in mine if phone not in customer.phones]
    if record.id and new and customer.phones and not set(record.phones) & set(customer.phones):
        record.say("id_phone_differs", value=listed(new))
    for phone in new:
        record.say("phone_added", value=phone)
    if new:
        known.change_phones(customer, [*customer.phones, *new])
    return bool(new)


def _replace(record, customer, known, mine, wanted_elsewhere, may_remove):
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
        if phone not in wanted and phone in wanted_elsewhere:
            record.say("phone_stays", value=phone)
            wanted.append(phone)
        elif phone not in wanted:
            record.say("phone_removed", value=phone)
    if set(wanted) == set(before):
        return False
    for phone in wanted:
        if phone not in before:
            record.say("phone_added", value=phone)
    known.change_phones(customer, wanted)
    return True
