"""Walking a sheet that tells more of customers of another: a relative, an order line or an old contact a row."""

import re

from customers.contacts import way_of
from customers.minors import without_children
from dealercrm.lib.dates import parse_date
from dealercrm.lib.phones import find_phones
from workbooks.reading.cells import half_width, parse_name, sign
from workbooks.reading.drafts import ContactDraft, PassedOver, Record
from workbooks.reading.orders import OrderReader
from workbooks.reading.own_export_headings import exported_at
from workbooks.reading.relatives import LIMITS, read_member
from workbooks.reading.roles import MEMBERS, ORDERS
from workbooks.reading.rows import is_header_again, is_heading, is_row_of_sums, look
from workbooks.reading.sheets import as_text

_LINKS = ("name", "phone", "phone_tail")
_TAIL = re.compile(r"(?:1\d{2})?[*xX＊]*(\d{4})")  # 138****5957 of a masked list, or 5957


def read_linked(sheet, layout, *, today, area_code=""):
    """Yield a `Record` for each row (of orders: for each order) and a `PassedOver` for each row of no account.

    A record says by whatever the row holds whom it is about; a row that says nothing goes on with the one above.
    """
    return _Walk(sheet, layout, today, area_code).run()


class _Walk:
    def __init__(self, sheet, layout, today, area_code):
        self.sheet, self.layout, self.today, self.area_code = sheet, layout, today, area_code
        self.columns = {name: layout.of(name) for name in set(layout.columns.values())}
        self.titles, self.heads, self.above = [], [], {}
        self.record, self.orders, self.key = None, {}, None
        self.scattered = self._scattered()

    def run(self):
        blanks = []
        for row in self.sheet.rows():
            if row.number <= self.layout.last:
                if any(cell is not None for cell in row.cells):
                    (self.titles if row.number < self.layout.first else self.heads).append(row.cells)
                continue
            view = look(row, self.layout, self.columns, self.above)
            if view.is_blank:
                blanks.append(row.number)
                continue
            yield from (PassedOver(self.sheet.name, number, "blank") for number in blanks)
            blanks.clear()
            if reason := self._passed_over(view):
                yield from self._finish()
                yield PassedOver(self.sheet.name, row.number, reason)
                continue
            yield from self._take(view)
        yield from self._finish(all_of_them=True)

    def _passed_over(self, view):
        if self.layout.is_own_export:
            return None
        if is_header_again(view.row, self.heads or [self.layout.headers]):
            return "header"
        if is_row_of_sums(view):
            return "sum"
        return "heading" if is_heading(view, self.titles) else None

    def _take(self, view):
        record = Record(
            self.sheet.name, view.row.number, role=self.layout.role, is_own_export=self.layout.is_own_export
        )
        record.exported_at = exported_at(view)
        record.raw.append(view.text())
        for column in view.row.unsaved & self.layout.columns.keys():
            record.say("unsaved_formula", column=self.layout.headers[column])
        self._link(record, view)
        self.above = dict(view.values) | {
            column: view.keys[name] for column, name in self.layout.columns.items() if name in view.keys
        }
        if self.layout.role == ORDERS:
            yield from self._take_line(record, view)
            return
        read = self._read_member if self.layout.role == MEMBERS else self._read_contact
        read(record, view)
        self.record = record
        yield record

    # --- whom the row is about -----------------------------------------------------------------

    def _link(self, record, view):
        says_nothing = not view.has(_LINKS) and not view.keys.keys() & {"id", "customer_no"}
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
        for _header, value in view.all("phone"):
            phones, rest = find_phones(value, self.area_code)
            record.phones += [phone for phone in phones if phone not in record.phones]
            if not phones and (tail := _TAIL.fullmatch(half_width(rest))):
                record.phone_tail = tail[1]
        _header, tail = view.first("phone_tail")
        if tail is not None and (digits := _TAIL.fullmatch(half_width(tail).zfill(4))):
            record.phone_tail = digits[1]

    # --- what it says --------------------------------------------------------------------------

    def _read_member(self, record, view):
        cells = [
            (field, header, value)
            for field in ("member_name", "member_relation", "member_birthday", "member_phone", "member_occupation")
            for header, value in view.all(field)
        ]
        cells += [("member_notes", header, _labelled(header, value)) for header, value in view.all("member_notes")]
        member = read_member(record, cells, today=self.today)
        if member is None:
            record.is_refused, record.messages = True, [["no_member", {}]]
            return
        member.id = view.keys.get("member_id", "")
        member.notes = "; ".join(filter(None, [member.notes, *record.notes]))
        if len(member.notes) > LIMITS["notes"]:
            record.is_refused, record.messages = True, [["long_member_notes", {"limit": LIMITS["notes"]}]]
            return
        record.members.append(member)

    def _read_contact(self, record, view):
        if view.keys.get("contact_id"):  # of our export: history is not written anew
            record.say("contact_known")
            return
        header, day = view.first("contact_on")
        try:
            on = parse_date(day, today=self.today)
        except ValueError:
            on = None
        if on is None or on > self.today:
            code = "no_contact_day" if day is None else "unreadable_contact_day"
            facts = {} if day is None else {"value": as_text(day), "column": header}
            record.is_refused, record.messages = True, [[code, facts]]
            return
        words = " ".join(as_text(value) for _header, value in view.all("contact_way"))
        notes = view.all("contact_note")
        told = [
            without_children(as_text(value), self.today, under=header) if len(notes) == 1 else _labelled(header, value)
            for header, value in notes
        ]
        told += [words] if words and not way_of(words) else []
        by = " ".join(as_text(value) for _header, value in view.all("contact_by"))[:40]
        record.contacts.append(ContactDraft(on, by, way_of(words), "\n".join(told)))

    def _take_line(self, record, view):
        """Rows of one order together, also where others stand between them."""
        _header, signed = view.first("signed")
        number = view.keys.get("order_id") or as_text(view.first("order_no")[1])
        key = (record.id, record.customer_no, record.name, *record.phones, record.phone_tail, number or as_text(signed))
        if key != self.key and number not in self.scattered:
            yield from self._finish()
        self.key, self.record = key, record
        order = self.orders.get(key)
        if order is None:
            order = self.orders[key] = _Order(record, self.today, self.sheet.epoch_1904)
        else:
            order.record.raw += record.raw
        order.take(view)

    def _finish(self, all_of_them=False):
        """Hand out the orders that are complete: those of which no more rows will come."""
        for key in list(self.orders):
            if all_of_them or key[-1] not in self.scattered:
                yield self.orders.pop(key).close()

    def _scattered(self):
        """The numbers of orders whose rows do not stand together, as after sorting by product."""
        column = next(iter(self.columns.get("order_id") or self.columns.get("order_no") or ()), None)
        seen, scattered, before = set(), set(), None
        for row in self.sheet.rows() if column is not None and self.layout.role == ORDERS else ():
            number = as_text(row.cells[column]) if column < len(row.cells) else ""
            if number and number != before and sign(number) != "above":
                (scattered if number in seen else seen).add(number)
                before = number
        return scattered


class _Order:
    """An order and its record; of our own export each row says all of the order again."""

    def __init__(self, record, today, epoch_1904):
        self.record, self._of_row = (
            record,
            {"today": today, "epoch_1904": epoch_1904, "is_own_export": record.is_own_export},
        )
        self._reader, self._notes = OrderReader(record, **self._of_row), []
        self._is_begun = False

    def take(self, view):
        self._reader.take(view, own=self._is_begun)
        notes = [
            as_text(value) if self.record.is_own_export else _labelled(header, value)
            for header, value in view.all("order_notes", own=self._is_begun)
        ]
        if self.record.is_own_export:
            self._close_row("\n".join(notes))
        else:
            self._notes += [note for note in notes if note not in self._notes]
            self._is_begun = True

    def close(self):
        record = self.record
        self._reader.close()
        if record.orders:
            record.orders[0].notes = "\n".join(filter(None, [record.orders[0].notes, *self._notes, *record.notes]))
        else:
            record.is_refused, record.messages = True, [["no_order", {}]]
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
            for name in ("signed_on", "delivered_on", "installed_on", "planned_install_on", "amount", "gross_profit",
                         "salesperson_name", "crew_name", "notes"):  # fmt: skip
                if (value := getattr(row, name)) not in (None, "", getattr(first, name)):
                    first.said.setdefault(name, []).append(value)
        self.record.orders = self.record.orders[:1]
        self._reader = OrderReader(self.record, **self._of_row)


def _labelled(header, value):
    """A remark as it stands, anything else under the header of its column."""
    from_remarks = re.search("备注|说明|内容|记录|备忘|remark|note|comment|content", header, re.IGNORECASE)
    return as_text(value) if from_remarks or not header else f"{header}：{as_text(value)}"
