"""What becomes of a record: a new customer, a changed one, or nothing new.

The rules, so that a file may be imported again, corrected or grown, without harm:
- An empty cell never empties anything. An empty field of the archive is filled.
- What an import has filled follows the file when the file is corrected; what a person wrote or changed stays.
- Within one file the first block of a customer counts, later ones only add.
- A row with our own key is about that customer and nobody else. In our own export what differs was changed on
  purpose: there the file has the last word, over a person's too, but for what was changed since it was exported.
  The row of an archive that was merged into another since only adds: its fields were chosen then.
- What a later row says otherwise of a known number is kept in the notes, for a person to read.
- An order with the same signing day, lines and sum is the same order. One that an import brought, that no person has
  touched since, and that has the same day and the same products, follows the file.
"""

from django.utils.translation import gettext as _

from customers.matching import near_names
from dealercrm.lib.punctuation import listed
from dealercrm.lib.texts import LONGEST_TEXT
from dealercrm.lib.wechat import compared
from workbooks.intake.decide_orders import Orders, order_with
from workbooks.intake.decide_phones import decide_phones
from workbooks.intake.edit_conflicts import CUSTOMER
from workbooks.intake.existing import NOTHING, change, same_age
from workbooks.intake.notes import is_too_long, joined_notes
from workbooks.intake.row_links import customer_meant
from workbooks.intake.sentences import field_name, plain
from workbooks.models import ImportRow
from workbooks.reading.roles import CUSTOMERS

Outcome = ImportRow.Outcome


class Decider:
    """Decides about one record after the other; remembers over the whole run of whom the file has spoken."""

    def __init__(self, new_customer, new_order, parts):
        """`new_customer(values, phones)` and `new_order(values, lines)` give objects that have an id.

        `parts` (decide_parts.Parts) decides about all that hangs on a customer besides orders.
        """
        self._new_customer, self._orders, self._parts = new_customer, Orders(new_order), parts
        self._customers, self._wanted_elsewhere = set(), set()
        self.numbers = {}  # {customer number of the file: id; None refused, 0 more than one customer}

    def decide(self, record, known):
        """(outcome, customer or None); changes the objects of `known` and adds to the record's messages."""
        if record.is_refused:
            return self._refused(record)
        if known.wants_to_be_forgotten(record):
            # A workbook older than the erasure must not bring the person back; of the row nothing is kept.
            record.name, record.raw, record.messages = "", [], []
            record.say("suppressed")
            return self._refused(record)
        if record.role != CUSTOMERS:
            return self._decide_linked(record, known)
        people = known.found(record)
        if record.id and not people:
            record.messages = [["unknown_id", {"value": record.id}]]
            return self._refused(record)
        self._parts.read(record)
        if is_too_long(record, people[0].values["notes"] if people else ""):
            return self._too_much_text(record)
        values = self._values(record, people)
        if not people:
            customer = self._new_customer(values, list(record.phones))
            known.add(customer)
            _say_whose(record, known, customer)
            outcome, record.creates = Outcome.CREATED, True
        else:
            customer = people[0]
            _say_whose(record, known, customer)
            may_follow = self._may_follow(record, customer)
            changes = self._merge(record, customer, values, may_follow)
            changes += decide_phones(record, customer, known, self._wanted_elsewhere, may_remove=may_follow)
            outcome = Outcome.UPDATED if changes else Outcome.UNCHANGED
        if self._decide_rest(record, customer) and outcome == Outcome.UNCHANGED:
            outcome = Outcome.UPDATED
        if not _is_forwarded(record, customer):
            self._customers.add(customer.id)
        if record.customer_no:
            known_as = self.numbers.setdefault(record.customer_no, customer.id)
            self.numbers[record.customer_no] = customer.id if known_as in (None, customer.id) else 0
        return outcome, customer

    def _decide_linked(self, record, known):
        customer, reason = customer_meant(record, known, self.numbers, self._customers)
        if customer and any(draft.id and not order_with(draft.id, customer) for draft in record.orders):
            reason = ["unknown_order", {"value": record.orders[0].id}]
        if reason:
            record.messages = [reason]
            return Outcome.REFUSED, None
        if is_too_long(record):
            return self._too_much_text(record)
        record.name = customer.values["name"]
        if (day := record.facts.get("bought_by")) and not customer.values["bought_by"]:
            change(customer, "bought_by", day)
        return Outcome.UPDATED if self._decide_rest(record, customer) else Outcome.UNCHANGED, customer

    def _decide_rest(self, record, customer):
        changed = [self._orders.decide(record, draft, customer) for draft in record.orders]
        return any([*changed, self._parts.decide(record, customer)])

    def _refused(self, record):
        if record.customer_no and record.role == CUSTOMERS:
            self.numbers.setdefault(record.customer_no, None)
        return Outcome.REFUSED, None

    def _too_much_text(self, record):
        record.messages = [["too_much_text", {"limit": LONGEST_TEXT}]]
        return self._refused(record)

    @staticmethod
    def _values(record, people):
        values = NOTHING | record.facts
        values |= {"name": record.name, "notes": "\n".join(record.notes)}
        if people and record.says("no_name"):
            values["name"] = ""  # made up from the phone number
        return values

    def _may_follow(self, record, customer):
        """May what differs in the row take the place of what is known?"""
        if customer.id in self._customers or _is_forwarded(record, customer):
            return False
        return record.is_own_export or customer.is_from_import

    def _merge(self, record, customer, values, may_follow):
        """Fill and, where it `may_follow`, follow; returns how many fields changed."""
        filled, changed, kept = [], 0, {}
        edited = customer.newer(CUSTOMER, customer.id, record.exported_at) if record.is_own_export else customer.edited
        for name, value in values.items():
            before = customer.values[name]
            if name == "notes":
                value = joined_notes(record.facts.get("notes", before), record.notes)
            if value in ("", None) or _is_same(value, before) or (name == "bought_by" and before and value > before):
                continue
            if name == "notes" and "notes" not in record.facts:
                if name in edited:
                    record.say("notes_kept", value=value.removeprefix(before).strip())
                    continue
                filled.append(name)
            elif before in ("", None) and not (record.is_own_export and name in edited):
                filled.append(name)
            elif may_follow and name not in edited:
                record.say("changed", field=name, before=plain(before), after=plain(value))
                changed += 1
            else:
                code = "newer" if record.is_own_export and name in edited else "kept"
                record.say(code, field=name, before=plain(before), after=plain(value))
                kept[name] = f"{field_name(name)} {value}"
                continue
            change(customer, name, value)
        is_somebody_else = "name" in kept and not near_names(values["name"], customer.values["name"])
        if is_somebody_else and not record.is_own_export and edited.isdisjoint(("name", "notes")):
            filled += self._note_who_else(customer, kept.values())
        if filled:
            record.say("filled", fields=filled)
        return changed + len(filled)

    @staticmethod
    def _note_who_else(customer, kept):
        """A known number under another name: what the row says of that person stays readable in the archive."""
        before = customer.values["notes"]
        line = _("Another row of a file with this number says: %(facts)s") % {"facts": listed(kept)}
        notes = joined_notes(before, [line])
        if notes == before or len(notes) > LONGEST_TEXT:
            return []
        change(customer, "notes", notes)
        return ["notes"]


def _is_forwarded(record, customer):
    """Is it the row of an archive that has become part of the customer's?"""
    return bool(record.id) and int(record.id) != customer.id


def _say_whose(record, known, customer):
    """The other archive that each of the record's numbers is in."""
    told = [customer]
    for phone in record.phones if not record.id else ():
        other = next((holder for holder in known.holders[phone] if holder is not customer), customer)
        if other not in told:
            record.say("phone_elsewhere", value=phone, name=other.values["name"])
            told.append(other)
    wechat = record.facts.get("wechat") if not record.id else None
    other = known.by_wechat.get(compared(wechat)) if wechat else None
    if other and other not in told:
        record.say("wechat_elsewhere", value=wechat, name=other.values["name"])


def _is_same(value, before):
    """Alike but for blanks and line ends, which a spreadsheet program changes as it likes."""
    if isinstance(value, str) and isinstance(before, str):
        return value == before or value.split() == before.split()
    return value == before or same_age(value, before)
