"""Who may do what: the one table (ST-2).

Every view names the action it needs (`stores.access.needs`); a test walks every URL with every role against
this table. Which *rows* a person sees is the other half: the `visible_to(staff)` querysets.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Store manager")
    ASSISTANT = "assistant", _("Shop assistant")
    CARE = "care", _("Customer care")
    CREW = "crew", _("Crew")


EVERYBODY = frozenset(Role)
OWNER = frozenset({Role.OWNER})
LEADERS = frozenset({Role.OWNER, Role.MANAGER})
SHOP = frozenset({Role.OWNER, Role.MANAGER, Role.ASSISTANT})
OFFICE = SHOP | {Role.CARE}

PERMISSIONS = {
    "own.account": EVERYBODY,  # home, password, language, log out, own notices
    "stores.manage": OWNER,  # stores, and staff of every store
    "staff.manage": LEADERS,  # staff of one's own store
    "customers.view": OFFICE,
    "customers.edit": OFFICE,
    "customers.reveal_phone": OFFICE,
    # The crew too, but only in the homes they work in, and they change only what they brought (files visible_to).
    "files.view": EVERYBODY,
    "files.edit": EVERYBODY,
    "customers.give_keeper": LEADERS,
    "customers.move": OWNER,  # to another store
    "readings.view": OWNER,  # who read how many numbers
    "persons.serve": OWNER,  # everything about one person for them, and erasing it on their request
    "customers.merge": LEADERS,
    "workbooks.import": LEADERS,
    "workbooks.export": OWNER,  # the archive in a file; numbers in full
    "texts.settle": OFFICE,  # what tells of a child; each those of whom they are keeper or manager
    "archives.check": LEADERS,  # the monthly calls, and what looks made up
    "tiers.view": LEADERS,  # how customers are weighed, what a change would do, who moved; each manager of their store
    "tiers.edit": OWNER,  # it is the dealer's scheme, and what each tier gets is the dealer's money
    "tiers.set": OFFICE,  # of one customer by hand: the keeper, and who leads (customers.actions.tier_by_hand)
    "categories.edit": LEADERS,
    "tags.edit": LEADERS,
    "own_fields.edit": LEADERS,
    "orders.edit": SHOP,
    "orders.install": SHOP | {Role.CREW},
    "installations.view": frozenset({Role.CREW, Role.MANAGER, Role.OWNER}),
    "touchpoints.view": OFFICE,
    "revisits.log": OFFICE,
    "rules.view": LEADERS,
    "rules.edit": LEADERS,
    "days.edit": LEADERS,  # special days of one's own store; those of all stores are the owner's
    "days.load": OWNER,  # days off and weekends worked, the same for all stores
    "channels.set_up": OWNER,  # templates of text messages, what they cost
    "store.board": LEADERS,
    "referrals.view": OFFICE,
    "referrals.edit": OFFICE,
    "gifts.give": OFFICE,
    "gifts.manage": LEADERS,  # the catalogue, what lies in the stores, and what it all came to
    "insights.view": OWNER,
}

# Which roles somebody may hand out, and whose accounts they may change.
GIVEN_BY: dict[str, frozenset[Role]] = {
    Role.OWNER: EVERYBODY,
    Role.MANAGER: frozenset({Role.ASSISTANT, Role.CARE, Role.CREW}),
}


def roles_given_by(role: Role | str) -> frozenset[Role]:
    return GIVEN_BY.get(role, frozenset())


def is_allowed(role: Role | str, action: str) -> bool:
    """True if the role may do the action; an action missing from the table is a programming error (KeyError)."""
    return role in PERMISSIONS[action]
