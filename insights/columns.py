"""The columns of the pages behind the figures: what each is headed, sorted by, and written as into a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from dealercrm.lib.texts import Words
from insights.rows import CUSTOMERS, ORDERS, REFERRALS, REFERRERS


@dataclass(frozen=True)
class Column:
    heading: Words
    by: str  # the field it is sorted by; empty: it is not
    cell: Callable[[Any], object]
    is_number: bool = False
    falls: bool = False  # the highest or newest first, when it is first asked for

    def ordering(self, *, falling: bool) -> Any:
        return F(self.by).desc(nulls_last=True) if falling else F(self.by).asc(nulls_last=True)


def how_it_came(order: Any) -> Words:
    if order.is_repeat:
        return _("Repurchase")
    if not order.is_referred:
        return _("New customer")
    claim = getattr(order, "referral", None)
    return _("Sent by %(name)s") % {"name": claim.referrer.name if claim else order.customer.introduced_by.name}


def tier_of(customer: Customer) -> str:
    return str(customer.tier) if hasattr(customer, "tier") else ""


COLUMNS: dict[str, dict[str, Column]] = {
    CUSTOMERS: {
        "name": Column(_("Customer"), "pinyin", lambda row: row.name),
        "tier": Column(_("Tier"), "tier__letter", tier_of),
        "home": Column(_("Home"), "community", lambda row: row.place),
        "keeper": Column(_("Keeper"), "keeper__name", lambda row: row.keeper or ""),
        "since": Column(_("Customer since"), "customer_since", lambda row: row.customer_since, falls=True),
        "store": Column(_("Store"), "store__name", lambda row: row.store.name),
    },
    ORDERS: {
        "day": Column(_("Signed on"), "signed_on", lambda row: row.signed_on, falls=True),
        "name": Column(_("Customer"), "customer__pinyin", lambda row: row.customer.name),
        "amount": Column(_("Amount"), "amount", lambda row: row.amount, is_number=True, falls=True),
        "came": Column(_("Came as"), "", how_it_came),
        "seller": Column(_("Salesperson"), "salesperson__name", lambda row: row.salesperson or row.salesperson_name),
        "store": Column(_("Store"), "store__name", lambda row: row.store.name),
    },
    # Without what a friend needs: a free text leaves the house in the archive's export, where it is looked through.
    REFERRALS: {
        "name": Column(_("Name"), "name", lambda row: row.name),
        "by": Column(_("Recommended by"), "referrer__pinyin", lambda row: row.referrer.name),
        "state": Column(_("State"), "state", lambda row: row.get_state_display()),
        "day": Column(_("Written down"), "recorded_at", lambda row: f"{row.recorded_at:%Y-%m-%d}", falls=True),
        "store": Column(_("Store"), "store__name", lambda row: row.store.name),
    },
    REFERRERS: {
        "name": Column(_("Customer"), "pinyin", lambda row: row.name),
        "named": Column(_("Named"), "named", lambda row: row.named, is_number=True, falls=True),
        "signed": Column(_("of them signed"), "signed", lambda row: row.signed, is_number=True, falls=True),
        "amount": Column(_("Amount"), "brought", lambda row: row.brought, is_number=True, falls=True),
        "open": Column(_("still open"), "open", lambda row: row.open, is_number=True, falls=True),
        "day": Column(_("last on"), "newest", lambda row: f"{row.newest:%Y-%m-%d}", falls=True),
        "keeper": Column(_("Keeper"), "keeper__name", lambda row: row.keeper or ""),
        "store": Column(_("Store"), "store__name", lambda row: row.store.name),
    },
}
USUAL = {CUSTOMERS: "since", ORDERS: "day", REFERRALS: "day", REFERRERS: "named"}


@dataclass(frozen=True)
class Sorting:
    """How the rows of a page are ordered: by a column, falling or rising."""

    shows: str
    code: str
    falling: bool

    @classmethod
    def read(cls, shows: str, asked: str) -> "Sorting":
        code = asked.removeprefix("-")
        if code not in COLUMNS[shows] or not COLUMNS[shows][code].by:
            return cls(shows, USUAL[shows], True)
        return cls(shows, code, asked.startswith("-"))

    @property
    def ordering(self) -> tuple[Any, str]:
        return COLUMNS[self.shows][self.code].ordering(falling=self.falling), "-pk"

    @property
    def heads(self) -> list[tuple[Column, str, str]]:
        """(column, what a tap on it asks for, how it is sorted now) of each."""
        found = []
        for code, column in COLUMNS[self.shows].items():
            is_on = code == self.code
            falls = not self.falling if is_on else column.falls
            state = ("descending" if self.falling else "ascending") if is_on else ""
            found.append((column, f"{'-' if falls else ''}{code}" if column.by else "", state))
        return found

    @property
    def choices(self) -> list[tuple[str, Words]]:
        """For a phone, whose rows have no heads."""
        return [
            (f"{'-' if column.falls else ''}{code}", column.heading)
            for code, column in COLUMNS[self.shows].items()
            if column.by
        ]

    @property
    def asked(self) -> str:
        return f"{'-' if self.falling else ''}{self.code}"
