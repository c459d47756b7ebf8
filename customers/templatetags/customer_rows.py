"""The rows of the customer list as one text: drawn cell by cell by a template they cost the page half of its time."""

from collections.abc import Callable
from datetime import date
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from customers.listing import COLUMNS
from customers.reader import itself_if_open
from customers.templatetags.archive import seen_from

register = template.Library()


@register.simple_tag
def customer_rows(listed) -> SafeString:
    """What is the same in every row is worked out once; each customer is one the reader shows (customers.reader)."""
    rows = _Rows(listed.today, dict(listed.stores), tells_chance=bool(listed.due))
    cells = [rows.cells[name] for name in COLUMNS if name in listed.shown]
    return mark_safe("".join(rows.row(itself_if_open(customer), cells) for customer in listed.rows))


class _Rows:
    def __init__(self, today: date, stores: dict[int, str], *, tells_chance: bool) -> None:
        self.stores, self.tells_chance = stores, tells_chance
        self.today, self.above = today, reverse("customers:customer-list")
        self.tier, self.lead, self.nobody, self.gone = _("Tier"), _("Lead"), _("nobody"), _("has left")
        self.again = _("Buys again")
        self.last, self.next_time, self.untouched = _("last time"), _("next time"), _("no contact yet")
        self.cells: dict[str, Callable] = {name: getattr(self, f"_{name}") for name in COLUMNS}

    def row(self, customer, cells: list[Callable]) -> str:
        name = escape(customer.name)
        beside = f' <span class="soft">{escape(customer.salutation)}</span>' if customer.salutation else ""
        if self.tells_chance:
            beside += f' <span class="badge text-bg-light">{self.again} {customer.next_purchase}</span>'
        if customer.kind != "consumer":
            beside += f' <span class="badge text-bg-light">{escape(str(customer.get_kind_display()))}</span>'
        return (
            f'<tr><td class="tier">{self._badge(customer)}</td><th scope="row">'
            f'<input class="form-check-input tick" type="checkbox" name="customer" value="{customer.pk}"'
            f' aria-label="{name}"> <a href="{self.above}{customer.pk}/">{name}</a>{beside}</th>'
            f"{''.join(cell(customer) for cell in cells)}</tr>\n"
        )

    def _badge(self, customer) -> str:
        tier = getattr(customer, "tier", None)
        if tier is None or not tier.letter:
            return f'<span class="tier-badge">{self.lead}</span>' if customer.is_lead else ""
        known = f'<span class="visually-hidden">{self.tier} </span>{tier.letter}{tier.level or ""}'
        return f'<span class="tier-badge tier-{tier.letter.lower()}">{known}</span>'

    def _touched(self, customer) -> str:
        if at := customer.touched_at:
            return f'<td class="touched" data-label="{self.last}">{seen_from(at, self.today)}</td>'
        return f'<td class="touched"><span class="soft">{self.untouched}</span></td>'

    def _next(self, customer) -> str:
        if (on := customer.next_on) is None:
            return '<td class="next"></td>'
        late = ' class="is-overdue"' if on < self.today else ""
        return f'<td class="next" data-label="{self.next_time}"><span{late}>{seen_from(on, self.today)}</span></td>'

    def _keeper(self, customer) -> str:
        keeper = customer.keeper
        if keeper is None:
            return f'<td class="keeper"><span class="soft">{self.nobody}</span></td>'
        gone = "" if keeper.is_active else f' <span class="badge text-bg-warning">{self.gone}</span>'
        return f'<td class="keeper">{escape(keeper.name)}{gone}</td>'

    def _home(self, customer) -> str:
        return f'<td class="place">{escape(customer.place)}</td>'

    def _phone(self, customer) -> str:
        phones = customer.numbers
        more = f' <span class="soft">+{len(phones) - 1}</span>' if len(phones) > 1 else ""
        return f'<td class="number">{phones[0] if phones else ""}{more}</td>'

    def _since(self, customer) -> str:
        return f'<td class="since">{customer.customer_since or ""}</td>'

    def _store(self, customer) -> str:
        return f'<td class="store">{escape(self.stores[customer.store_id])}</td>'
