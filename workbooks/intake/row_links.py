"""Whom a row of a linked sheet is about: by our key, the file's own number, the phone, or a name nobody else has."""


def customer_meant(record, known, numbers, of_this_file):
    """(customer, None), or (None, [code, facts]) that says why nobody, or nobody in particular, is meant.

    `numbers` {customer number: id} and `of_this_file` {ids} are what the file's customers have been so far.
    """
    if record.id:
        customer = known.with_key(record.id)
        return (customer, None) if customer else (None, ["unknown_id", {"value": record.id}])
    if record.customer_no in numbers:
        customer = known.by_id.get(numbers[record.customer_no])
        if customer:
            return customer, None
        reason = "refused_customer" if numbers[record.customer_no] is None else "ambiguous_customer"
        return None, [reason, {"value": record.customer_no}]
    people = known.found(record)
    said = record.name or next(iter(record.phones), "") or record.customer_no
    if not people and not record.phones and record.name:
        people = _called(record, known, of_this_file)
    if len(people) > 1 and record.name:
        people = [person for person in people if person.values["name"] == record.name] or people
    if len(people) == 1:
        return people[0], None
    if not said:
        return None, ["no_link", {}]
    return None, ["ambiguous_customer" if people else "unknown_customer", {"value": said}]


def _called(record, known, of_this_file):
    """Who has the name (and the phone's last digits); of several those of this file."""
    people = known.by_name.get(record.name, ())
    if record.phone_tail:
        people = [person for person in people if any(phone.endswith(record.phone_tail) for phone in person.phones)]
    mentioned = [person for person in people if person.id in of_this_file]
    return mentioned or list(people)
