"""What the archive announces, past tense. dealercrm/reactions.py says what follows."""

from django.utils.translation import gettext_lazy as _

CUSTOMER_ADDED = "customers.customer_added"
CUSTOMER_CHANGED = "customers.customer_changed"
KEEPER_GIVEN = "customers.keeper_given"
ORPHANS_SHARED = "customers.orphans_shared"  # of a store: many keepers given at once
PHONE_REVEALED = "customers.phone_revealed"
ORDER_CHANGED = "customers.order_changed"  # of a signed one: figures and tiers follow
ORDER_SIGNED = "customers.order_signed"
ORDER_DELIVERED = "customers.order_delivered"
ORDER_INSTALLED = "customers.order_installed"
ORDER_CANCELLED = "customers.order_cancelled"
IMPORT_FINISHED = "customers.import_finished"

WORDS = {
    CUSTOMER_ADDED: _("customer added"),
    CUSTOMER_CHANGED: _("archive changed"),
    KEEPER_GIVEN: _("keeper given"),
    ORPHANS_SHARED: _("customers without a keeper shared out"),
    PHONE_REVEALED: _("phone number looked at"),
    ORDER_CHANGED: _("order changed"),
    ORDER_SIGNED: _("order signed"),
    ORDER_DELIVERED: _("order delivered"),
    ORDER_INSTALLED: _("order installed"),
    ORDER_CANCELLED: _("order cancelled"),
    IMPORT_FINISHED: _("import finished"),
}
