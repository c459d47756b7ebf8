"""What the archive announces, past tense. dealercrm/reactions.py says what follows."""

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
MEMBER_ADDED = "customers.member_added"
MEMBER_CHANGED = "customers.member_changed"
MEMBER_REMOVED = "customers.member_removed"
IMPORT_FINISHED = "customers.import_finished"
