"""What a file adds to the notes, and whether they still hold it."""

from dealercrm.lib.texts import LONGEST_TEXT


def joined_notes(before, notes):
    """The text `before` with those of the `notes` that it does not say already, a line each."""
    known = before.splitlines()
    new = [note for note in notes if any(line not in known for line in note.splitlines())]
    return "\n".join(filter(None, [before, *new]))


def is_too_long(record, before=""):
    """Would the record bring a text that the archive does not hold? Such a row waits to be mended: nothing is cut."""
    texts = [order.notes for order in record.orders] + [contact.note for contact in record.contacts]
    notes = record.facts.get("notes", before)
    if len(notes) + sum(len(note) + 1 for note in record.notes) > LONGEST_TEXT:  # else no need to look closer
        notes = joined_notes(notes, record.notes)
        texts += [notes] if notes != before else []
    return any(len(text) > LONGEST_TEXT for text in texts)
