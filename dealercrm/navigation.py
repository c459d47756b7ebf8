"""What is where: the one table of menu entries, and of the tabs on a customer's page.

A view guards itself (stores/access.py); here an entry is only hidden from those who could not open it anyway.
A test keeps each action equal to the one its view asks for.
"""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from dealercrm.lib.texts import Words
from messaging.clock import backup_is_missed, stands_still
from messaging.gates import SHUT_AFTER
from messaging.models import Channel

PHONE_TABS = 4  # beside "More": five targets are what a thumb tells apart at 360 px


@dataclass(frozen=True)
class Entry:
    """A menu entry; `covers` are the beginnings of URL names it stays lit on, beside its own."""

    label: Words
    url: str
    action: str
    icon: str
    covers: tuple[str, ...] = ()
    on_phone: bool = False

    @cached_property
    def href(self) -> str:
        """Looked up once: every page shows the menu three times."""
        return reverse(self.url)

    def is_lit_on(self, url_name: str) -> bool:
        return url_name == self.url or url_name.startswith(self.covers)


@dataclass(frozen=True)
class Tab:
    label: Words
    url: str
    action: str


# In the order of the day: each role's home comes first among what it may see.
MENU = (
    Entry(_("Figures"), "insights:dashboard", "insights.view", "chart-column", ("insights:",), on_phone=True),
    Entry(_("Board"), "campaigns:board", "store.board", "layout-dashboard", on_phone=True),
    Entry(_("Today"), "campaigns:today", "touchpoints.view", "list-checks", ("campaigns:contact-",), on_phone=True),
    Entry(
        _("Customers"),
        "customers:customer-list",
        "customers.view",
        "users",
        (
            "customers:customer-",
            "customers:order-",
            "customers:file-",
            "campaigns:revisit-",
            "customers:orphan-",
            "customers:duplicate-",
            "customers:at-risk-",
        ),
        on_phone=True,
    ),
    Entry(_("Referrals"), "referrals:referral-list", "referrals.view", "handshake", ("referrals:",), on_phone=True),
    Entry(_("Installations"), "customers:installation-list", "installations.view", "hammer", on_phone=True),
    Entry(_("Calendar"), "campaigns:calendar", "touchpoints.view", "calendar-days"),
)
SET_UP = (
    Entry(_("Touchpoint rules"), "campaigns:rule-list", "rules.view", "calendar-cog", ("campaigns:rule-",)),
    Entry(_("Special days"), "campaigns:day-list", "days.edit", "calendar-heart", ("campaigns:day-",)),
    Entry(_("Tiers"), "customers:tier-scheme", "tiers.view", "layers", ("customers:tier-",)),
    Entry(_("Gifts"), "rewards:gift-list", "gifts.manage", "gift", ("rewards:", "campaigns:gift-")),
    Entry(_("Categories"), "customers:category-list", "categories.edit", "package", ("customers:category-",)),
    Entry(_("Tags"), "customers:tag-list", "tags.edit", "tags"),
    Entry(
        _("Own fields"),
        "customers:own-field-list",
        "own_fields.edit",
        "text-cursor-input",
        ("customers:own-field-",),
    ),
    Entry(_("Import"), "workbooks:import-list", "workbooks.import", "file-up", ("workbooks:import-",)),
    Entry(
        _("Archive checks"),
        "customers:check-list",
        "archives.check",
        "shield-check",
        ("customers:check-", "customers:suspicion-"),
    ),
    Entry(_("Texts about children"), "customers:marked-text-list", "texts.settle", "baby"),
    Entry(_("Erased persons"), "customers:erased-place-list", "persons.serve", "user-x"),
    Entry(_("Reading log"), "customers:reading-log", "readings.view", "eye", ("workbooks:export-",)),
    Entry(_("Staff"), "stores:staff-list", "staff.manage", "id-card", ("stores:staff-",)),
    Entry(_("Stores"), "stores:store-list", "stores.manage", "store", ("stores:store-",)),
    Entry(_("Messages sent"), "messaging:message-list", "store.board", "mail", ("messaging:restored-",)),
    Entry(
        _("Text messages"), "messaging:sms-template-list", "channels.set_up", "message-square-text", ("messaging:sms-",)
    ),
    Entry(_("Clock"), "messaging:clock", "store.board", "alarm-clock", ("messaging:robot-",)),
)
CUSTOMER_TABS = (
    Tab(_("At present"), "campaigns:customer-summary", "touchpoints.view"),
    Tab(_("Touchpoints"), "campaigns:customer-contacts", "touchpoints.view"),
    Tab(_("Orders"), "customers:customer-orders", "customers.view"),
    Tab(_("Household"), "customers:customer-household", "customers.view"),
    Tab(_("Homes"), "customers:customer-homes", "customers.view"),
    Tab(_("Photos and files"), "customers:customer-files", "files.view"),
    Tab(_("Circle"), "customers:customer-ties", "customers.view"),
    Tab(_("Referrals"), "referrals:customer-referrals", "referrals.view"),
    Tab(_("Messages"), "messaging:customer-messages", "customers.view"),
    Tab(_("Gifts"), "rewards:customer-gifts", "gifts.give"),
    Tab(_("Consent"), "customers:customer-consents", "customers.view"),
    Tab(_("History"), "customers:customer-history", "customers.view"),
)


def navigation(request: HttpRequest) -> dict[str, "Navigation"]:
    """Context processor: `navigation`, worked out only if the template shows it (a fragment does not)."""
    return {"navigation": Navigation(request)}


KNOWN = """
SELECT (SELECT name FROM stores_store WHERE id = %(store)s),
       (SELECT count(*) FROM messaging_message
        WHERE staff_id = %(staff)s AND channel = 'app' AND state = 'sent' AND read_at IS NULL),
       (SELECT max(at) FROM messaging_heartbeat),
       (SELECT max(finished_at) FROM messaging_clockrun WHERE job = 'backup'),
       (SELECT min(started_at) FROM messaging_clockrun WHERE job = 'backup'),
       (SELECT string_agg(key, ' ') FROM messaging_gate WHERE failures >= %(often)s AND strpos(key, ':') = 0),
       EXISTS (SELECT FROM messaging_message m LEFT JOIN stores_staff s ON s.id = m.staff_id
               LEFT JOIN customers_customer c ON c.id = m.customer_id
               WHERE m.state = 'sending' AND m.error_class = 'restored'
                 AND (%(is_owner)s OR %(store)s IN (s.store_id, c.store_id)))"""
OF_THEM = ("store", "unread", "beat", "last_backup", "first_backup", "stopped", "restored")


class Navigation:
    def __init__(self, request: HttpRequest) -> None:
        self.staff = getattr(request, "user", None)  # missing where a request was refused before it was known
        self.url_name = request.resolver_match.view_name if request.resolver_match else ""

    @cached_property
    def menu(self) -> list[Entry]:
        return self._open_to_staff(MENU)

    @cached_property
    def set_up(self) -> list[Entry]:
        return self._open_to_staff(SET_UP)

    @cached_property
    def phone_tabs(self) -> list[Entry]:
        """What a thumb reaches. An owner keeps no customers: their Today, nearly always empty, waits under "More"."""
        entries = [entry for entry in self.menu if entry.on_phone]
        if entries and self.staff.is_owner:
            entries = [entry for entry in entries if entry.url != "campaigns:today"]
        return entries[:PHONE_TABS]

    @cached_property
    def customer_tabs(self) -> list[Tab]:
        return self._open_to_staff(CUSTOMER_TABS)

    @cached_property
    def current(self) -> str:
        """URL name of the entry the page belongs to, or an empty string."""
        return next((entry.url for entry in MENU + SET_UP if entry.is_lit_on(self.url_name)), "")

    @property
    def is_under_set_up(self) -> bool:
        return any(entry.url == self.current for entry in self.set_up)

    @property
    def unread(self) -> int:
        """Notices the person has not read."""
        return self._known["unread"]

    @property
    def store(self) -> str | None:
        """Name of the person's store, or None."""
        return self._known["store"]

    @property
    def clock_stopped(self) -> bool:
        """True for those who can do something about it, when nothing is planned or sent any more (MS-7)."""
        if not self.staff.may("store.board"):
            return False
        return stands_still(self._known["beat"], timezone.now())

    @property
    def backup_missed(self) -> bool:
        """Likewise, when two nights have gone by without a backup (OP-2)."""
        if not self.staff.may("store.board"):
            return False
        return backup_is_missed(self._known["last_backup"], self._known["first_backup"], timezone.now())

    @property
    def stopped_channels(self) -> list[Words]:
        """Likewise, those whose mail server or gateway takes nothing."""
        if not self.staff.may("store.board"):
            return []
        return [Channel(key).label for key in (self._known["stopped"] or "").split()]

    @property
    def messages_restored(self) -> bool:
        """Likewise, when a backup brought back messages that may have gone out since (MS-5)."""
        return self.staff.may("store.board") and self._known["restored"]

    @cached_property
    def _known(self) -> dict[str, Any]:
        """All that the top of a page asks the database, in one question; in SQL, which is built in no time."""
        with connection.cursor() as cursor:
            who = {"staff": self.staff.pk, "store": self.staff.store_id, "is_owner": self.staff.is_owner}
            cursor.execute(KNOWN, who | {"often": SHUT_AFTER})
            return dict(zip(OF_THEM, cursor.fetchone(), strict=True))

    def _open_to_staff(self, entries: tuple) -> list:
        if not getattr(self.staff, "is_authenticated", False):
            return []
        return [entry for entry in entries if self.staff.may(entry.action)]
