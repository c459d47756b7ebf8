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
ORDER_RETURNED = "customers.order_returned"
DESIGN_REVIEWED = "customers.design_reviewed"
DESIGN_REVIEW_CHANGED = "customers.design_review_changed"
DESIGN_REVIEW_REMOVED = "customers.design_review_removed"
DIRECT_DEALING = "customers.direct_dealing"  # whom an intermediary brought is dealt with directly
MEMBER_ADDED = "customers.member_added"
MEMBER_CHANGED = "customers.member_changed"
MEMBER_REMOVED = "customers.member_removed"
HOME_ADDED = "customers.home_added"
HOME_CHANGED = "customers.home_changed"
HOME_REMOVED = "customers.home_removed"
ITEM_ADDED = "customers.item_added"
ITEM_CHANGED = "customers.item_changed"
ITEM_REMOVED = "customers.item_removed"
ORDER_FURNISHED = "customers.order_furnished"  # what was bought was put into a home by a person
IMPORT_FINISHED = "customers.import_finished"
