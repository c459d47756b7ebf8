"""Filling a Record's orders from its rows."""

import re
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from dealercrm.lib.dates import parse_date
from dealercrm.lib.money import parse_amount
from workbooks.reading.cells import parse_quantity, split_day, split_products
from workbooks.reading.drafts import LineDraft, OrderDraft
from workbooks.reading.sheets import as_text

_DAYS = ("signed_on", "delivered_on", "installed_on", "planned_install_on")
_PRODUCT, _MEASURE, _PERSON = 120, 10, 40
_MAX_QUANTITY, _MAX_TOTAL = Decimal(10**8), Decimal(10**10)  # what the archive's columns hold


class OrderReader:
    """Collects the rows of one record into its orders.

    A merged block with several lines is one order; a row with a signing day or order number of its own begins
    another one of the same customer.
    """

    def __init__(self, record, today, epoch_1904=False, is_own_export=False):
        self._record, self._today, self._epoch_1904, self._is_own_export = record, today, epoch_1904, is_own_export
        self._order, self._order_no = None, None
        self._sums, self._totals = [], []

    def take(self, view, own):
        """Read a row; `own` leaves out what merges bring down from the row above."""
        if not view.tells_of_an_order and not view.keys.get("order_id"):
            if self._order is None:
                self._note_people(view, own)
            return
        signed = self._day(view, "signed", own)
        _header, order_no = view.first("order_no", own)
        if self._order is None or self._begins_another(view, signed, order_no):
            self.close()
            self._order = OrderDraft(id=view.keys.get("order_id", ""))
            self._order_no = None
        order = self._order
        order.signed_on = order.signed_on or signed
        self._order_no = self._order_no or order_no
        self._take_days(view, own)
        self._take_people(view, own)
        self._take_lines(view)
        for header, value in view.all("total", own=True):
            self._amount(value, header, self._totals)
        for header, value in view.all("gross_profit", own=True):
            profits = []
            self._amount(value, header, profits)
            if profits:
                order.gross_profit = (order.gross_profit or 0) + profits[0]

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
        if any(line.amount is None for line in order.lines) and len(order.lines) > 1 and len(sums) == 1:
            for line in order.lines:  # one sum for the whole block is no line's own
                line.amount = None
        if order.id or order.lines or total is not None or any(getattr(order, day) for day in _DAYS):
            self._record.orders.append(order)  # of an order that holds nothing readable the notes tell
        self._order, self._sums, self._totals = None, [], []

    def _begins_another(self, view, signed, order_no):
        if order_no is not None and self._order_no is not None:
            return order_no != self._order_no
        own_day = view.all("signed", own=True) and not view.repeats_above("signed")
        return bool(own_day) and signed is not None and self._order.signed_on not in (None, signed)

    def _take_days(self, view, own):
        order, record = self._order, self._record
        for name in ("delivered", "installed"):
            day = self._day(view, name, own)
            header, value = view.first(name, own)
            if day is None:
                continue
            if order.signed_on and day < order.signed_on:
                record.keep_raw("before_signing", as_text(value), header)
            elif day <= self._today:
                setattr(order, f"{name}_on", getattr(order, f"{name}_on") or day)
            elif name == "installed":
                order.planned_install_on = day
            else:
                record.keep_raw("future_date", as_text(value), header)

        planned = self._day(view, "planned_install", own)
        if planned is not None:
            order.planned_install_on = order.planned_install_on or planned

    def _day(self, view, name, own):
        header, value = view.first(name, own)
        if value is None:
            return None
        if self._epoch_1904 and isinstance(value, int) and 10_000 < value < 80_000:
            value += 1462
        try:
            day, remark = _day_of(value, self._today)
        except ValueError:
            self._record.keep_raw("unreadable_date", as_text(value), header)
            return None
        if name == "signed" and day > self._today:
            self._record.keep_raw("future_date", as_text(value), header)
            return None
        if remark:
            self._record.note(as_text(value), under=header)
        return day

    def _take_people(self, view, own):
        for name in ("salesperson", "crew"):
            for header, value in view.all(name, own):
                text = as_text(value)
                known = getattr(self._order, f"{name}_name")
                if not known and len(text) <= _PERSON:
                    setattr(self._order, f"{name}_name", text)
                elif text != known:
                    self._record.note(text, under=header)

    def _note_people(self, view, own):
        """Who served somebody that has not bought yet."""
        for name in ("salesperson", "crew"):
            for header, value in view.all(name, own):
                self._record.note(as_text(value), under=header)

    def _take_lines(self, view):
        products = view.all("product", own=True)
        numbered = len(view.columns("product")) > 1
        quantities, measures = _aligned(view, "quantity", numbered), _aligned(view, "measure", numbered)
        prices, amounts = _aligned(view, "unit_price", numbered), _aligned(view, "amount", numbered)
        detail = " ".join(as_text(value) for _header, value in view.all("detail", own=True))
        if not numbered:
            self._take_line(
                products[0] if products else None, quantities[0], measures[0], prices[0], amounts[0], detail
            )
            return
        cells = _aligned(view, "product", numbered)
        for product, *rest in zip_longest(cells, quantities, measures, prices, amounts):
            self._take_line(product, *rest, detail if product else "")

    def _take_line(self, product, quantity, measure, price, amount, detail):
        found = []
        if amount:
            self._amount(amount[1], amount[0], found)
        if product is None:
            self._sums += found
            if quantity and not found:
                self._record.note(as_text(quantity[1]), under=quantity[0])
            return
        header, value = product
        parts = [(value, quantity and quantity[1])]
        if not self._is_own_export:
            parts = split_products(*parts[0])
        lines = [self._line(name, amount_of, quantity, measure, header, detail) for name, amount_of in parts]
        if not found and price and len(lines) == 1:
            found = self._amount_of_price(price, lines[0])
        if len(lines) == 1 and found:
            lines[0].amount = found[0]
        self._sums += found
        self._order.lines += lines

    def _line(self, name, quantity, quantity_cell, measure, header, detail):
        text = " ".join(filter(None, (as_text(name), detail)))
        if len(text) > _PRODUCT:
            self._record.keep_raw("too_long", text, header)
        line = LineDraft(text[:_PRODUCT])
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
            line.measure = as_text(measure[1])[:_MEASURE]
        return line

    def _amount_of_price(self, price, line):
        found = []
        self._amount(price[1], price[0], found)
        if not found or line.quantity is None:
            return []
        self._record.say("amount_from_price")
        return [(found[0] * line.quantity).quantize(Decimal("0.01"))]

    def _amount(self, value, header, into):
        """Append the amount of a cell in yuan; a header in 万 counts for cells that do not say it themselves."""
        try:
            amount, rest = parse_amount(value)
        except ValueError:
            self._record.keep_raw("unreadable_amount", as_text(value), header)
            return
        if "万" in header and "万" not in as_text(value) and abs(amount) < 10_000:
            amount *= 10_000
        if rest and re.search(r"\w", rest):
            self._record.note(as_text(value), under=header)
        into.append(amount)


@lru_cache(maxsize=20_000)
def _day_of(value, today):
    """(day, what the cell says besides); a remark is looked for only where the whole cell is no day."""
    try:
        return parse_date(value, today=today), ""
    except ValueError:
        day, remark = split_day(value)
        if not remark:
            raise
        return parse_date(day, today=today), remark


def _aligned(view, name, numbered):
    """[(header, value) or None] of the field's columns: all of them where products are numbered, else the first."""
    own = dict(enumerate(view.columns(name)))
    cells = []
    for column in own.values() if numbered else list(own.values())[:1]:
        value = view.values.get(column)
        cells.append((view.header(column), value) if value is not None and column not in view.row.below else None)
    return cells or [None]
