"""What hangs on a known customer besides orders: family, own fields, tags, old contacts."""

from collections import defaultdict
from dataclasses import dataclass, field

from customers import facts
from customers.archive_facts.table import imported
from customers.models import Activity, Consent, CustomerTag, HouseholdMember, OwnValues

MEMBER_FIELDS = (*(fact.name for fact in imported(HouseholdMember)), "age_band")


@dataclass(slots=True)
class KnownMember:
    id: int
    values: dict  # by MEMBER_FIELDS
    has_consent: bool = False  # of a guardian: then the birthday is a person's business
    is_as_imported: bool = False  # came by an import and no person has changed it since
    is_new: bool = False
    changed: dict = field(default_factory=dict)


@dataclass(slots=True)
class KnownParts:
    members: list = field(default_factory=list)
    own_values: dict = field(default_factory=dict)  # {key: kept value}
    own_values_edited: set = field(default_factory=set)  # labels a person has changed
    tags: set = field(default_factory=set)  # ids
    tags_removed: set = field(default_factory=set)  # names a person has taken away
    contacts: set = field(default_factory=set)  # contact_key
    new_own_values: dict = field(default_factory=dict)  # {label: [before, after]} for the fact
    new_tags: list = field(default_factory=list)
    new_contacts: list = field(default_factory=list)
    has_said: bool = False  # whether contact is wanted: the archive has their word
    new_no_contact: str = ""  # the words of the file by which they want none


def contact_key(on, by_name, note):
    """Contacts alike in this are one and the same."""
    return on, by_name, note


def load_parts(customers, records):
    """Fill the `parts` of known customers {id: KnownCustomer} with what these records speak of."""
    if not customers:
        return
    if any(record.members for record in records):
        _load_members(customers)
    if any(record.own_fields for record in records):
        for customer_id, values in OwnValues.objects.filter(pk__in=customers).values_list("pk", "values"):
            customers[customer_id].parts.own_values = values
        for customer_id, data in _by_people(customers, facts.OWN_VALUES_CHANGED):
            customers[customer_id].parts.own_values_edited.update(data.get("changed", ()))
    if any(record.tags for record in records):
        for customer_id, tag in CustomerTag.objects.filter(customer__in=customers).values_list("customer", "tag"):
            customers[customer_id].parts.tags.add(tag)
        for customer_id, data in _by_people(customers, facts.CUSTOMER_TAGGED):
            customers[customer_id].parts.tags_removed.update(data.get("removed", ()))
    if any(record.contacts for record in records):
        _load_contacts(customers)
    if any(record.no_contact for record in records):
        said = Consent.objects.filter(customer__in=customers, channel=Consent.Channel.ALL)
        for customer_id in said.values_list("customer", flat=True):
            customers[customer_id].parts.has_said = True


def _load_members(customers):
    kinds = (facts.MEMBER_ADDED, facts.MEMBER_CHANGED)
    acts = Activity.objects.filter(customer__in=customers, kind__in=kinds, imported=False)
    touched = set(acts.values_list("subject_id", flat=True))
    rows = HouseholdMember.objects.filter(customer__in=customers).order_by("pk")
    found = defaultdict(list)
    for row in rows.values("pk", "customer_id", "guardian_name", *MEMBER_FIELDS):
        number, consent = row.pop("pk"), bool(row.pop("guardian_name"))
        found[row.pop("customer_id")].append(KnownMember(number, row, consent, number not in touched))
    for customer_id, members in found.items():
        customers[customer_id].parts.members = members


def _load_contacts(customers):
    acts = Activity.objects.filter(customer__in=customers, kind=facts.OLD_CONTACT_NOTED)
    for customer_id, by_name, data in acts.values_list("customer_id", "by_name", "data"):
        key = contact_key(data.get("on"), by_name, data.get("note", ""))
        customers[customer_id].parts.contacts.add(key)


def _by_people(customers, kind):
    acts = Activity.objects.filter(customer__in=customers, kind=kind, imported=False)
    return acts.values_list("customer_id", "data")
