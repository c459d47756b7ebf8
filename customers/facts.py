"""What the archive announces, past tense. dealercrm/reactions.py says what follows."""

from django.utils.translation import gettext_lazy as _

CUSTOMER_ADDED = "customers.customer_added"
CUSTOMER_CHANGED = "customers.customer_changed"
CUSTOMER_MOVED = "customers.customer_moved"  # to another store
CUSTOMERS_MERGED = "customers.customers_merged"  # about the one that stays
MERGE_UNDONE = "customers.merge_undone"  # about each of the two
TIE_ADDED = "customers.tie_added"  # about each of the two
TIE_REMOVED = "customers.tie_removed"
KEEPER_GIVEN = "customers.keeper_given"
ORPHANS_SHARED = "customers.orphans_shared"  # of a store: many keepers given at once
PHONE_REVEALED = "customers.phone_revealed"
NUMBERS_OPENED = "customers.numbers_opened"  # read in full by keeper, manager, owner; once a day, kept for 30
NUMBERS_ON_TASK = "customers.numbers_on_task"  # the same, of whom one has to contact or to install for
ORDER_CHANGED = "customers.order_changed"  # of a signed one: figures and tiers follow
ORDER_SIGNED = "customers.order_signed"
ORDER_DELIVERED = "customers.order_delivered"
ORDER_INSTALLED = "customers.order_installed"
ORDER_CANCELLED = "customers.order_cancelled"
ORDER_RETURNED = "customers.order_returned"
DESIGN_REVIEWED = "customers.design_reviewed"
DESIGN_REVIEW_CHANGED = "customers.design_review_changed"
DESIGN_REVIEW_REMOVED = "customers.design_review_removed"
PROFILE_CHANGED = "customers.profile_changed"
CATEGORY_CHANGED = "customers.category_changed"
DIRECT_DEALING = "customers.direct_dealing"  # whom an intermediary brought is dealt with directly
MEMBER_ADDED = "customers.member_added"
MEMBER_CHANGED = "customers.member_changed"
MEMBER_REMOVED = "customers.member_removed"
HOUSEHOLD_JOINED = "customers.household_joined"  # two archives are one household; about each of the two
HOUSEHOLD_PARTED = "customers.household_parted"  # they are not, or not any more
HOME_ADDED = "customers.home_added"
HOME_CHANGED = "customers.home_changed"
HOME_REMOVED = "customers.home_removed"
ITEM_ADDED = "customers.item_added"
ITEM_CHANGED = "customers.item_changed"
ITEM_REMOVED = "customers.item_removed"
FILES_ADDED = "customers.files_added"  # one or several at once
FILE_CHANGED = "customers.file_changed"
FILE_REMOVED = "customers.file_removed"
FILE_PUT_BACK = "customers.file_put_back"
ORDER_FURNISHED = "customers.order_furnished"  # what was bought was put into a home by a person
OLD_CONTACT_NOTED = "customers.old_contact_noted"  # from before the system; came by an import, with its own author
ARCHIVES_ADDED = "customers.archives_added"
ARCHIVES_TAKEN_BACK = "customers.archives_taken_back"
KEEPERS_GIVEN = "customers.keepers_given"  # of a store: many customers to one keeper
SOURCES_CHANGED = "customers.sources_changed"  # of a store: where many customers came from
VIEW_SAVED = "customers.view_saved"
VIEW_CHANGED = "customers.view_changed"
VIEW_REMOVED = "customers.view_removed"
TAG_ADDED = "customers.tag_added"
TAG_RENAMED = "customers.tag_renamed"
TAG_REMOVED = "customers.tag_removed"
CUSTOMER_TAGGED = "customers.customer_tagged"
OWN_FIELD_ADDED = "customers.own_field_added"
OWN_FIELD_CHANGED = "customers.own_field_changed"
OWN_VALUES_CHANGED = "customers.own_values_changed"  # what is known of one customer in the dealer's own fields
ARCHIVE_CHECKED = "customers.archive_checked"  # by phone, with what was found
CUSTOMERS_EXPORTED = "customers.customers_exported"  # many at once, to a file
ARCHIVE_HANDED_OUT = "customers.archive_handed_out"  # all of one person, on their request
ARCHIVE_ERASED = "customers.archive_erased"
UNUSUAL_READING = "customers.unusual_reading"  # by whom; no customer
UNUSUAL_READING_SEEN = "customers.unusual_reading_seen"
CONSENT_GIVEN = "customers.consent_given"
CONSENT_WITHDRAWN = "customers.consent_withdrawn"
SUSPICION_CLEARED = "customers.suspicion_cleared"
TIER_SCHEME_SAVED = "customers.tier_scheme_saved"
ENTITLEMENTS_CHANGED = "customers.entitlements_changed"
TIER_SET = "customers.tier_set"  # by hand
TIER_LET_GO = "customers.tier_let_go"  # no longer set by hand
OPINION_SAID = "customers.opinion_said"  # of a customer, by one of the staff
OPINION_TAKEN_BACK = "customers.opinion_taken_back"
TEXT_SETTLED = "customers.text_settled"  # one that told a child's birth or age
PLACE_SETTLED = "customers.place_settled"  # one that named, or seemed to, somebody who was erased

WORDS = {
    CUSTOMER_ADDED: _("customer added"),
    CUSTOMER_CHANGED: _("archive changed"),
    CUSTOMER_MOVED: _("moved to another store"),
    CUSTOMERS_MERGED: _("archives merged"),
    MERGE_UNDONE: _("merge undone"),
    TIE_ADDED: _("tie noted"),
    TIE_REMOVED: _("tie removed"),
    KEEPER_GIVEN: _("keeper given"),
    ORPHANS_SHARED: _("customers without a keeper shared out"),
    PHONE_REVEALED: _("phone number looked at"),
    NUMBERS_OPENED: _("archive opened, with its numbers"),
    NUMBERS_ON_TASK: _("number of a task"),
    ORDER_CHANGED: _("order changed"),
    ORDER_SIGNED: _("order signed"),
    ORDER_DELIVERED: _("order delivered"),
    ORDER_INSTALLED: _("order installed"),
    ORDER_CANCELLED: _("order cancelled"),
    ORDER_RETURNED: _("order returned"),
    DESIGN_REVIEWED: _("design reviewed"),
    DESIGN_REVIEW_CHANGED: _("design review changed"),
    DESIGN_REVIEW_REMOVED: _("design review removed"),
    PROFILE_CHANGED: _("profile changed"),
    CATEGORY_CHANGED: _("category changed"),
    DIRECT_DEALING: _("dealt with directly"),
    MEMBER_ADDED: _("household member added"),
    MEMBER_CHANGED: _("household member changed"),
    MEMBER_REMOVED: _("household member removed"),
    HOUSEHOLD_JOINED: _("one household with"),
    HOUSEHOLD_PARTED: _("no household with"),
    HOME_ADDED: _("home added"),
    HOME_CHANGED: _("home changed"),
    HOME_REMOVED: _("home removed"),
    ITEM_ADDED: _("home item added"),
    ITEM_CHANGED: _("home item changed"),
    ITEM_REMOVED: _("home item removed"),
    FILES_ADDED: _("files added"),
    FILE_CHANGED: _("file changed"),
    FILE_REMOVED: _("file removed"),
    FILE_PUT_BACK: _("file put back"),
    ORDER_FURNISHED: _("order put into a home"),
    OLD_CONTACT_NOTED: _("earlier contact"),
    ARCHIVES_ADDED: _("archives added"),
    ARCHIVES_TAKEN_BACK: _("added archives taken back"),
    ARCHIVE_CHECKED: _("archive checked"),
    SUSPICION_CLEARED: _("suspicion cleared"),
    TIER_SCHEME_SAVED: _("tiers weighed anew"),
    ENTITLEMENTS_CHANGED: _("entitlements of the tiers changed"),
    TIER_SET: _("tier set by hand"),
    TIER_LET_GO: _("tier no longer set by hand"),
    OPINION_SAID: _("opinion of the customer"),
    OPINION_TAKEN_BACK: _("opinion taken back"),
    TEXT_SETTLED: _("text about a child settled"),
    PLACE_SETTLED: _("words about an erased person settled"),
    TAG_ADDED: _("tag added"),
    TAG_RENAMED: _("tag renamed"),
    TAG_REMOVED: _("tag removed"),
    CUSTOMER_TAGGED: _("customer tagged"),
    OWN_FIELD_ADDED: _("own field added"),
    OWN_FIELD_CHANGED: _("own field changed"),
    OWN_VALUES_CHANGED: _("own fields filled in"),
    CONSENT_GIVEN: _("consent given"),
    CONSENT_WITHDRAWN: _("consent withdrawn"),
    KEEPERS_GIVEN: _("customers given to one keeper"),
    SOURCES_CHANGED: _("source of many customers changed"),
    VIEW_SAVED: _("view saved"),
    VIEW_CHANGED: _("view changed"),
    VIEW_REMOVED: _("view removed"),
    CUSTOMERS_EXPORTED: _("customers exported"),
    ARCHIVE_HANDED_OUT: _("archive handed out"),
    ARCHIVE_ERASED: _("archive erased"),
    UNUSUAL_READING: _("unusual reading"),
    UNUSUAL_READING_SEEN: _("unusual reading looked into"),
}
