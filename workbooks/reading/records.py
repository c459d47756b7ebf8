"""Walking the rows of a sheet: which row begins a customer, which goes on with one, which is passed over."""

from workbooks.reading.drafts import PassedOver, Record
from workbooks.reading.orders import OrderReader
from workbooks.reading.people import take_person
from workbooks.reading.rows import is_header_again, is_heading, is_row_of_sums, look


def read_records(sheet, layout, *, today, area_code=""):
    """Yield a `Record` for each customer's block of rows and a `PassedOver` for each row of no account, in order.

    Blank rows, sums, headers said again and headings are passed over and counted; blank rows after the last
    filled one are not. `area_code` completes landlines. Nothing is guessed in silence (drafts.Record.messages).
    """
    return _Walk(sheet, layout, today, area_code).run()


class _Walk:
    def __init__(self, sheet, layout, today, area_code):
        self.sheet, self.layout, self.today, self.area_code = sheet, layout, today, area_code
        self.columns = {name: layout.of(name) for name in set(layout.columns.values())}
        self.titles, self.heads = [], []
        self.above = {}  # what 同上 means, by column
        self.record, self.orders = None, None

    def run(self):
        blanks, is_open = [], False
        for row in self.sheet.rows():
            if row.number <= self.layout.last:
                if any(cell is not None for cell in row.cells):
                    (self.titles if row.number < self.layout.first else self.heads).append(row.cells)
                continue
            view = look(row, self.layout, self.columns, self.above)
            goes_on = self.record is not None and view.is_merged_with_above("name", "phone", "wechat")
            if goes_on and self._is_new_person(view):
                goes_on = False
            if self.record is not None and view.keys.get("id", self.record.id) != self.record.id:
                goes_on = is_open = False
            if view.is_blank or (not view.has(self.columns, own=True) and not goes_on):
                is_open = False
                blanks.append(row.number)
                continue
            yield from (PassedOver(self.sheet.name, number, "blank") for number in blanks)
            blanks.clear()
            if reason := self._passed_over(view, goes_on):
                if not goes_on:
                    yield from self._finish()
                yield PassedOver(self.sheet.name, row.number, reason)
                is_open = goes_on
                continue
            if goes_on or (is_open and self._continues(view)):
                self._take(view, own=True)
            else:
                yield from self._finish()
                self._begin(view)
            is_open = True
        yield from self._finish()

    def _passed_over(self, view, goes_on):
        if is_header_again(view.row, self.heads or [self.layout.headers]):
            return "header"
        if is_row_of_sums(view):
            return "sum"
        return "heading" if not goes_on and is_heading(view, self.titles) else None

    def _is_new_person(self, view):
        """A phone merged over two names, a name of one's own: somebody else in the same household."""
        return (
            bool(view.all("name", own=True))
            and not view.repeats_above("name")
            and not view.is_merged_with_above("name")
        )

    def _continues(self, view):
        """Does the row go on with the customer of the row above, without a merge that says so?"""
        if not view.names_somebody:
            return True
        is_same_order = self.orders.has_number(view.first("order_no")[1])
        if is_same_order or view.is_merged_with_above("signed", "amount", "total", "order_no"):
            return self._is_same_person(view)
        said_above = [name for name in ("name", "phone", "wechat") if view.repeats_above(name)]
        others = [name for name in ("name", "phone", "wechat") if view.has([name]) and name not in said_above]
        return bool(said_above) and not others and (not view.has(["signed"]) or view.repeats_above("signed"))

    def _is_same_person(self, view):
        probe = Record(self.sheet.name, view.row.number)
        self._read_person(probe, view, own=False)
        return probe.name == self.record.name and probe.phones == self.record.phones

    def _begin(self, view):
        self.record = Record(self.sheet.name, view.row.number)
        self.record.id, self.record.customer_no = view.keys.get("id", ""), view.keys.get("customer_no", "")
        self.orders = OrderReader(self.record, self.today, self.sheet.epoch_1904)
        self._take(view, own=False)
        self.above = dict(view.values)

    def _take(self, view, own):
        self.record.raw.append(view.text())
        for column in view.row.unsaved & self.layout.columns.keys():
            self.record.say("unsaved_formula", column=self.layout.headers[column])
        self._read_person(self.record, view, own)
        self.orders.take(view, own)
        if own:
            self.above |= view.values

    def _read_person(self, record, view, own):
        take_person(record, view, today=self.today, area_code=self.area_code, epoch_1904=self.sheet.epoch_1904, own=own)

    def _finish(self):
        """Hand out the record at hand, settled."""
        record, self.record = self.record, None
        if record is None:
            return
        self.orders.close()
        if not record.phones and "wechat" not in record.facts and not record.id:
            record.is_refused = True
            tells = record.name or record.facts or not record.orders
            reason = "no_contact" if tells else "no_customer"
            record.messages = [[reason, {}]]  # nothing is kept in notes of somebody who does not come in
        elif not record.name and not record.id:
            contact = record.phones[0][-4:] if record.phones else record.facts["wechat"]
            record.name = record.facts.get("salutation") or contact
            record.say("no_name")
        yield record
