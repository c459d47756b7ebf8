"""Filling a Record's orders from its rows."""

import re
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from customers.archive_facts.table import longest, plain_texts
from customers.models import Order, OrderLine
from dealercrm.lib.dates import parse_date
from dealercrm.lib.money import parse_amount
from workbooks.reading.cells import parse_quantity, split_day, split_products
from workbooks.reading.drafts import LineDraft, OrderDraft, put, value_of
from workbooks.reading.order_states import DOUBTFUL, ENDED, standing_of
from workbooks.reading.sheets import as_text
from workbooks.reading.standing import is_broken_day

_DAYS = ("signed_on", "delivered_on", "installed_on", "planned_install_on")
_TELLS = {
    "product", "quantity", "measure", "unit_price", "amount", "total", "signed", "order_no", "delivered", "installed",
}  # fmt: skip
_LONGEST = longest(Order) | longest(OrderLine)
TEXTS = plain_texts(Order)
_MAX_QUANTITY, _MAX_TOTAL = Decimal(10**8), Decimal(10**10)  # what the archive's columns hold


class OrderReader:
    """Collects the rows of one record into its orders.

    A merged block with several lines is one order; a row with a signing day or order number of its own begins
    another one of the same customer.
    """

    def __init__(self, record, reading):
        self._record, self._reading, self._today = record, reading, reading.today
        self._order, self._order_no = None, None
        self._sums, self._totals = [], []
        self._is_left_out = False  # the order of the row above

    def read(self, view, cells):
        """Read a row; `cells` are those of the view, or its own where it goes on with the row above."""
        own, states = view.unmerged, [(header, as_text(value)) for header, value in view.cells.get("order_state", ())]
        if _TELLS.isdisjoint(own) and not view.keys.get("order_id"):
            self._note_states(states)
            if self._order is None:  # who served somebody that has not bought yet
                for name in ("salesperson", "crew"):
                    for header, value in cells.get(name, ()):
                        self._record.note(as_text(value), under=header)
            return
        if self._came_to_nothing(view, states):
            return
        self._note_states(states)
        signed = self._day("signed", cells)
        _header, order_no = cells["order_no"][0] if "order_no" in cells else ("", None)
        if self._order is None or self._begins_another(view, signed, order_no):
            self.close()
            self._order = OrderDraft(id=view.keys.get("order_id", ""))
            self._order_no = None
        order = self._order
        order.signed_on = order.signed_on or signed
        self._order_no = self._order_no or order_no
        self._read_days(cells)
        self._read_people(cells)
        self._read_texts(cells)
        self._read_lines(view)
        for header, value in own.get("total", ()):
            self._totals += self._amounts(value, header)
        for header, value in own.get("gross_profit", ()):
            for profit in self._amounts(value, header):
                order.gross_profit = (order.gross_profit or 0) + profit

    def _note_states(self, states):
        for header, text in states:
            self._record.note(text, under=header)

    def _came_to_nothing(self, view, states):
        """Leave out what was cancelled, given back or never bought; a row that says nothing of its own goes with it."""
        standings = [(standing_of(*state), *state) for state in states]
        ended = next((said for standing, *said in standings if standing == ENDED), None)
        goes_on = self._is_left_out and not states and _BEGINS.isdisjoint(view.unmerged)
        self._is_left_out = bool(ended) or goes_on
        if self._is_left_out:
            told = [f"{header}：{as_text(value)}" for name in _IN_NOTES for header, value in view.cells.get(name, ())]
            self._record.note("；".join(told))
        if ended:
            self._record.say("order_ended", column=ended[0], value=ended[1])
        else:
            for standing, header, value in standings:
                if standing == DOUBTFUL:
                    self._record.say("doubtful_order", column=header, value=value)
        if self._order is None:
            self._order_no = view.first("order_no")[1]
        return self._is_left_out

    def has_number(self, order_no):
        return order_no is not None and order_no == self._order_no

    def close(self):
        """Settle the amounts of the order at hand and hand it to the record."""
        order, sums, totals = self._order, self._sums, self._totals
        if order is None:
            return
        # The same total on each line is the order's, said again.
        total = sum(set(totals)) if totals else sum(sums) if sums else None
        if total is not None and not 0 <= total < _MAX_TOTAL:
            self._record.note(str(total))
            self._record.say("impossible_total", value=str(total))
            total = None
        order.amount = total
        if len(order.lines) > 1 and len(sums) == 1 and any(line.amount is None for line in order.lines):
            for line in order.lines:  # one sum for the whole block is no line's own
                line.amount = None
        if order.id or order.lines or total is not None or any(getattr(order, day) for day in _DAYS):
            self._record.orders.append(order)  # of an order that holds nothing readable the notes tell
        self._order, self._sums, self._totals = None, [], []

    def _begins_another(self, view, signed, order_no):
        if order_no is not None and self._order_no is not None:
            return order_no != self._order_no
        has_day = "signed" in view.unmerged and not view.repeats_above("signed")
        return has_day and signed is not None and self._order.signed_on not in (None, signed)

    def _read_days(self, cells):
        order, record = self._order, self._record
        for name in ("delivered", "installed"):
            day = self._day(name, cells)
            if day is None:
                continue
            header, value = cells[name][0]
            if order.signed_on and day < order.signed_on:
                record.keep_raw("before_signing", as_text(value), header)
            elif day <= self._today:
                setattr(order, f"{name}_on", getattr(order, f"{name}_on") or day)
            elif name == "installed":
                order.planned_install_on = day
            else:
                record.keep_raw("future_date", as_text(value), header)
        planned = self._day("planned_install", cells)
        order.planned_install_on = order.planned_install_on or planned

    def _day(self, name, cells):
        if name not in cells:
            return None
        header, value = cells[name][0]
        try:
            day, remark = _day_of(self._reading.day_number(value), self._today)
        except ValueError:
            self._record.keep_raw("unreadable_date", as_text(value), header)
            if name == "signed" and is_broken_day(value):
                self._record.facts.setdefault("bought_by", self._today)
            return None
        if name == "signed" and day > self._today:
            if day.year > self._today.year + 1:  # nobody plans so far ahead
                self._record.facts.setdefault("bought_by", self._today)
            self._record.keep_raw("future_date", as_text(value), header)
            return None
        if remark:
            self._record.note(as_text(value), under=header)
        return day

    def _read_texts(self, cells):
        for column, name in TEXTS.items():
            for header, value in cells.get(column, ()):
                text = as_text(value)
                if len(text) > _LONGEST[name]:
                    self._record.keep_raw("too_long", text, header)
                put(self._order, name, value_of(self._order, name) or text[: _LONGEST[name]])

    def _read_people(self, cells):
        for name in ("salesperson", "crew"):
            for header, value in cells.get(name) or (name == "salesperson" and cells.get("keeper", ())) or ():
                text = as_text(value)
                known = getattr(self._order, f"{name}_name")
                if not known and len(text) <= _LONGEST["salesperson_name"]:
                    setattr(self._order, f"{name}_name", text)
                elif text != known:
                    self._record.note(text, under=header)

    def _read_lines(self, view):
        own = view.unmerged
        detail = " ".join([as_text(value) for _header, value in own.get("detail", ())])
        if len(view.reading.columns.get("product", ())) > 1:
            for product, *rest in zip_longest(*(_by_column(view, name) for name in _OF_A_LINE)):
                self._read_line(product, *rest, detail if product else "")
        else:
            self._read_line(*[own[name][0] if name in own else None for name in _OF_A_LINE], detail)

    def _read_line(self, product, quantity, measure, price, amount, detail):
        sums = self._amounts(amount[1], amount[0]) if amount else []
        if product is None:
            self._sums += sums
            if quantity and not sums:
                self._record.note(as_text(quantity[1]), under=quantity[0])
            return
        header, value = product
        parts = [(value, quantity and quantity[1])]
        if not self._record.is_own_export:
            parts = split_products(*parts[0])
        lines = [self._line(name, number, quantity, measure, header, detail) for name, number in parts]
        if not sums and price and len(lines) == 1:
            prices = self._amounts(price[1], price[0])
            if prices and lines[0].quantity is not None:
                sums = [(prices[0] * lines[0].quantity).quantize(Decimal("0.01"))]
                self._record.say("amount_from_price")
        if len(lines) == 1 and sums:
            lines[0].amount = sums[0]
        self._sums += sums
        self._order.lines += lines

    def _line(self, name, quantity, quantity_cell, measure, header, detail):
        text = " ".join(filter(None, (as_text(name), detail)))
        if len(text) > _LONGEST["product"]:
            self._record.keep_raw("too_long", text, header)
        line = LineDraft(text[: _LONGEST["product"]])
        if quantity is not None:
            try:
                number, line.measure, remark = parse_quantity(quantity)
                if abs(number) >= _MAX_QUANTITY:
                    raise ValueError
                line.quantity = number.quantize(Decimal("0.01"))
                if remark:
                    self._record.note(f"{text} {as_text(quantity)}")
            except ValueError:
                self._record.keep_raw(
                    "unreadable_quantity", as_text(quantity), quantity_cell[0] if quantity_cell else header
                )
        if measure and not line.measure:
            line.measure = as_text(measure[1])[: _LONGEST["measure"]]
        return line

    def _amounts(self, value, header):
        """[the amount of a cell in yuan], or []; a header in 万 counts for cells that do not say it themselves."""
        try:
            amount, rest = _amount_of(value)
        except ValueError:
            self._record.keep_raw("unreadable_amount", as_text(value), header)
            return []
        if "万" in header and "万" not in as_text(value) and abs(amount) < 10_000:
            amount *= 10_000
        if rest and re.search(r"\w", rest):
            self._record.note(as_text(value), under=header)
        return [amount]


_BEGINS = {"signed", "order_no"}
_IN_NOTES = ("order_state", "order_no", "signed", "product", "detail", "quantity", "amount", "total")
_OF_A_LINE = ("product", "quantity", "measure", "unit_price", "amount")
_amount_of = lru_cache(maxsize=20_000, typed=True)(parse_amount)


@lru_cache(maxsize=20_000, typed=True)
def _day_of(value, today):
    """(day, what the cell says besides); a remark is looked for only where the whole cell is no day."""
    try:
        return parse_date(value, today=today), ""
    except ValueError:
        day, remark = split_day(value)
        if not remark:
            raise
        return parse_date(day, today=today), remark


def _by_column(view, name):
    """[(header, value) or None] of each of the field's columns, for products that are numbered."""
    headers, values, below = view.reading.layout.headers, view.values, view.row.below
    return [
        (headers[column], values[column]) if column in values and column not in below else None
        for column in view.reading.columns.get(name, ())
    ]
