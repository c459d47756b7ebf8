"""Walking a sheet of customers: which row begins one, and which goes on with the one above."""

from workbooks.reading.drafts import Record
from workbooks.reading.orders import OrderReader
from workbooks.reading.people import PERSON_READERS, readers_for
from workbooks.reading.rows import RowWalk
from workbooks.reading.standing import has_bought

_PERSON = ("name", "phone", "wechat")


class CustomerWalk(RowWalk):
    """A `Record` for each customer's block of rows; nothing is guessed in silence (Record.messages)."""

    def __init__(self, reading):
        super().__init__(reading)
        self.record, self.orders = None, None
        self.readers = readers_for(reading, PERSON_READERS)

    def goes_on(self, view):
        goes_on = self.record is not None and view.is_merged_with_above(*_PERSON) and not _names_somebody_else(view)
        if self.record is not None and view.keys.get("id", self.record.id) != self.record.id:
            goes_on = self.is_open = False
        return goes_on

    def read(self, view, goes_on):
        if goes_on or (self.is_open and self._continues(view)):
            self._add(view, view.unmerged)
            self.above |= view.values
            return
        yield from self.finish()
        self.record = Record(self.reading.sheet.name, view.row.number)
        self.record.id, self.record.customer_no = view.keys.get("id", ""), view.keys.get("customer_no", "")
        self.orders = OrderReader(self.record, self.reading)
        self._add(view, view.cells)
        self.above = dict(view.values)

    def finish(self, is_last=False):
        record, self.record = self.record, None
        if record is None:
            return
        self.orders.close()
        has_bought(record, self.reading)
        if not record.phones and "wechat" not in record.facts and not record.id:
            tells = record.name or record.facts or not record.orders
            record.refuse("no_contact" if tells else "no_customer")
        elif not record.name and not record.id:
            contact = record.phones[0][-4:] if record.phones else record.facts["wechat"]
            record.name = record.facts.get("salutation") or contact
            record.say("no_name")
        yield record

    def _add(self, view, cells):
        self.add_row(self.record, view)
        for read in self.readers:
            read(self.record, cells, self.reading)
        self.orders.read(view, cells)

    def _continues(self, view):
        """Does the row go on with the customer of the row above, without a merge that says so?"""
        said = [name for name in _PERSON if name in view.cells]
        if not said:
            return True
        is_same_order = self.orders.has_number(view.first("order_no")[1])
        if is_same_order or view.is_merged_with_above("signed", "amount", "total", "order_no"):
            return self._is_same_person(view)
        is_all_above = all(view.repeats_above(name) for name in said)
        return is_all_above and ("signed" not in view.cells or view.repeats_above("signed"))

    def _is_same_person(self, view):
        probe = Record(self.reading.sheet.name, view.row.number)
        for read in self.readers:
            read(probe, view.cells, self.reading)
        return probe.name == self.record.name and probe.phones == self.record.phones


def _names_somebody_else(view):
    """A phone merged over two names, a name of one's own: somebody else in the same household."""
    return "name" in view.unmerged and not view.repeats_above("name") and not view.is_merged_with_above("name")
