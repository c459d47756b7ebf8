"""Walking a sheet that tells more of customers of another: a relative, an order line or an old contact a row."""

import re

from customers.contacts import way_of
from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones
from workbooks.reading.cells import half_width, parse_name, sign
from workbooks.reading.drafts import ContactDraft, Record
from workbooks.reading.orders import OrderReader
from workbooks.reading.own_export import exported_at
from workbooks.reading.relatives import LIMITS, MEMBER, read_member
from workbooks.reading.roles import MEMBERS, ORDERS
from workbooks.reading.rows import RowWalk
from workbooks.reading.sheets import as_text

_LINKS = {"name", "phone", "phone_tail"}
_TAIL = re.compile(r"(?:1\d{2})?[*xX＊]*(\d{4})")  # 138****5957 of a masked list, or 5957


class RelatedWalk(RowWalk):
    """A `Record` for each row (of orders: for each order), which says by whatever the row holds whom it is about.

    A row that says nothing of that goes on with the one above.
    """

    def __init__(self, reading):
        super().__init__(reading)
        self.role = reading.layout.role
        self.record, self.orders, self.key = None, {}, None
        self.scattered = self._scattered()

    def read(self, view, goes_on):
        record = Record(self.reading.sheet.name, view.row.number, role=self.role)
        record.is_own_export, record.exported_at = self.reading.is_own_export, exported_at(view)
        self.add_row(record, view)
        self._link(record, view)
        self.above = dict(view.values) | {
            column: view.keys[name] for column, name in self.reading.layout.columns.items() if name in view.keys
        }
        if self.role == ORDERS:
            yield from self._read_line(record, view)
            return
        read = self._read_member if self.role == MEMBERS else self._read_contact
        read(record, view)
        self.record = record
        yield record

    def finish(self, is_last=False):
        """The orders that are complete: those of which no more rows will come."""
        for key in list(self.orders):
            if is_last or key[-1] not in self.scattered:
                yield self.orders.pop(key).close()

    def _link(self, record, view):
        says_nothing = _LINKS.isdisjoint(view.cells) and not view.keys.keys() & {"id", "customer_no"}
        if says_nothing and self.record is not None:
            before = self.record
            record.id, record.customer_no, record.name = before.id, before.customer_no, before.name
            record.phones, record.phone_tail = list(before.phones), before.phone_tail
            return
        record.id, record.customer_no = view.keys.get("id", ""), view.keys.get("customer_no", "")
        _header, name = view.first("name")
        if name is not None:
            record.name, _salutation, remark = parse_name(name)
            record.phone_tail = remark if re.fullmatch(r"\d{4}", remark) else ""
        for _header, value in view.cells.get("phone", ()):
            phones, rest = find_phones(value, self.reading.area_code)
            record.phones += [phone for phone in phones if phone not in record.phones]
            if not phones and (tail := _TAIL.fullmatch(half_width(rest))):
                record.phone_tail = tail[1]
        _header, tail = view.first("phone_tail")
        if tail is not None and (digits := _TAIL.fullmatch(half_width(tail).zfill(4))):
            record.phone_tail = digits[1]

    def _read_member(self, record, view):
        cells = [
            (field, header, _labelled(header, value) if field == "member_notes" else value)
            for field in MEMBER
            for header, value in view.cells.get(field, ())
        ]
        member = read_member(record, cells, today=self.reading.today)
        if member is None:
            record.refuse("no_member")
            return
        member.id = view.keys.get("member_id", "")
        member.notes = "; ".join(filter(None, [member.notes, *record.notes]))
        if len(member.notes) > LIMITS["notes"]:
            record.refuse("long_member_notes", limit=LIMITS["notes"])
            return
        record.members.append(member)

    def _read_contact(self, record, view):
        if view.keys.get("contact_id"):  # of our export: history is not written anew
            record.say("contact_known")
            return
        header, day = view.first("contact_on")
        try:
            on = parse_date(day, today=self.reading.today)
        except ValueError:
            on = None
        if day is None:
            record.refuse("no_contact_day")
        elif on is None or on > self.reading.today:
            record.refuse("unreadable_contact_day", value=as_text(day), column=header)
        else:
            words = " ".join(as_text(value) for _header, value in view.cells.get("contact_way", ()))
            notes = view.cells.get("contact_note", ())
            told = [as_text(value) if len(notes) == 1 else _labelled(header, value) for header, value in notes]
            told += [words] if words and not way_of(words) else []
            by = " ".join(as_text(value) for _header, value in view.cells.get("contact_by", ()))[:40]
            record.contacts.append(ContactDraft(on, by, way_of(words), "\n".join(told)))

    def _read_line(self, record, view):
        """Rows of one order together, also where others stand between them."""
        _header, signed = view.first("signed")
        number = view.keys.get("order_id") or as_text(view.first("order_no")[1])
        key = (record.id, record.customer_no, record.name, *record.phones, record.phone_tail, number or as_text(signed))
        if key != self.key and number not in self.scattered:
            yield from self.finish()
        self.key, self.record = key, record
        order = self.orders.get(key)
        if order is None:
            order = self.orders[key] = _Order(record, self.reading)
        else:
            order.record.raw += record.raw
        order.read(view)

    def _scattered(self):
        """The numbers of orders whose rows do not stand together, as after sorting by product."""
        columns = self.reading.columns.get("order_id") or self.reading.columns.get("order_no") or ()
        seen, scattered, before = set(), set(), None
        for row in self.reading.sheet.rows() if columns and self.role == ORDERS else ():
            number = as_text(row.cells[columns[0]]) if columns[0] < len(row.cells) else ""
            if number and number != before and sign(number) != "above":
                (scattered if number in seen else seen).add(number)
                before = number
        return scattered


class _Order:
    """An order and its record; of our own export each row says all of the order again."""

    def __init__(self, record, reading):
        self.record, self._reading = record, reading
        self._reader, self._notes, self._is_begun = OrderReader(record, reading), [], False

    def read(self, view):
        cells = view.unmerged if self._is_begun else view.cells
        self._reader.read(view, cells)
        notes = cells.get("order_notes", ())
        if self.record.is_own_export:
            self._close_row("\n".join(as_text(value) for _header, value in notes))
        else:
            self._notes += [note for cell in notes if (note := _labelled(*cell)) not in self._notes]
            self._is_begun = True

    def close(self):
        record = self.record
        self._reader.close()
        if record.orders:
            record.orders[0].notes = "\n".join(filter(None, [record.orders[0].notes, *self._notes, *record.notes]))
        elif ended := next((facts for code, facts in record.messages if code == "order_ended"), None):
            record.refuse("order_ended", **ended)
        else:
            record.refuse("no_order")
        record.notes = []
        return record

    def _close_row(self, notes):
        self._reader.close()
        first, *more = self.record.orders or [None]
        if first and not more:
            first.notes = first.notes or notes
        for row in more:
            row.notes = notes
            first.lines += row.lines
            first.others.append(row)
        self.record.orders = self.record.orders[:1]
        self._reader = OrderReader(self.record, self._reading)


def _labelled(header, value):
    """A remark as it stands, anything else under the header of its column."""
    from_remarks = re.search("备注|说明|内容|记录|备忘|remark|note|comment|content", header, re.IGNORECASE)
    return as_text(value) if from_remarks or not header else f"{header}：{as_text(value)}"
