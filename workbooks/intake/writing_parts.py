"""Writing the family, own fields, tags and old contacts of a batch; their facts go with the others."""

from datetime import datetime, time
from functools import lru_cache

from django.utils import timezone

from customers import facts
from customers.models import Consent, CustomerTag, HouseholdMember, OwnValues
from workbooks.intake.parts import MEMBER_FIELDS

_CONSENT = ("customer_id", "channel", "is_given", "how", "wording", "at")
_MEMBER = ("id", "customer_id", *MEMBER_FIELDS, "age_band_on", "guardian_name")


class PartsWriter:
    """Writes the KnownParts of customers; `fact` and `row` make rows of the timeline, as writing.Writer does."""

    def __init__(self, fact, row, staff, now, today, job_id):
        self._fact, self._row, self._staff = fact, row, staff
        self._now, self._today, self._job_id = now, today, job_id

    def change(self, customers):
        """Save what is changed of what the archive has."""
        self._change_members([member for _customer, member in _members(customers) if _is_changed(member)])
        self._write_own_values([customer for customer in customers if customer.parts.new_own_values])

    def add(self, customers, copy):
        """Save what is new by `copy`; returns ({kind: how many are new}, rows of the timeline)."""
        added = [(customer, member) for customer, member in _members(customers) if member.is_new]
        changed = [(customer, member) for customer, member in _members(customers) if _is_changed(member)]
        copy(HouseholdMember, _MEMBER, [self._member_row(customer, member) for customer, member in added])
        tagged = [(customer.id, tag.pk) for customer in customers for tag in customer.parts.new_tags]
        copy(CustomerTag, ("customer_id", "tag_id"), tagged)
        silent = [customer for customer in customers if customer.parts.new_no_contact]
        copy(Consent, _CONSENT, [self._consent_row(customer) for customer in silent])
        contacts = sum(len(customer.parts.new_contacts) for customer in customers)
        its_facts = list(self._facts(customers, added, changed))
        for customer in customers:
            parts = customer.parts
            parts.new_own_values, parts.new_tags, parts.new_contacts = {}, [], []
            parts.new_no_contact = ""
            for member in parts.members:
                member.is_new, member.changed = False, {}
        return {"members": len(added), "contacts": contacts}, its_facts

    def _member_row(self, customer, member):
        values = [member.values[name] for name in MEMBER_FIELDS]
        return (member.id, customer.id, *values, self._today if member.values["age_band"] else None, "")

    def _consent_row(self, customer):
        words = customer.parts.new_no_contact[:300]
        return customer.id, Consent.Channel.ALL.value, False, Consent.How.WRITTEN.value, words, self._now.isoformat()

    def _change_members(self, members):
        aged = [member for member in members if "birthday" in member.changed]
        rows = [HouseholdMember(pk=member.id, **member.values) for member in members]
        plain = [name for name in MEMBER_FIELDS if name not in ("birthday", "age_band")]
        if rows:
            HouseholdMember.objects.bulk_update(rows, plain, batch_size=500)
        rows = [
            HouseholdMember(
                pk=member.id,
                birthday=member.values["birthday"],
                age_band=member.values["age_band"],
                age_band_on=self._today if member.values["age_band"] else None,
            )
            for member in aged
        ]
        if rows:
            HouseholdMember.objects.bulk_update(rows, ["birthday", "age_band", "age_band_on"], batch_size=500)

    @staticmethod
    def _write_own_values(customers):
        rows = [OwnValues(customer_id=customer.id, values=customer.parts.own_values) for customer in customers]
        if rows:
            OwnValues.objects.bulk_create(
                rows, update_conflicts=True, unique_fields=["customer"], update_fields=["values"], batch_size=500
            )

    def _facts(self, customers, added, changed):
        job = {"import": self._job_id}
        for customer, member in added:
            if not customer.is_new:
                yield self._fact(facts.MEMBER_ADDED, customer, self._now, member.id, _who(member) | job)
        for customer, member in changed:
            data = _who(member) | {"fields": sorted(member.changed)} | job
            yield self._fact(facts.MEMBER_CHANGED, customer, self._now, member.id, data)
        for customer in customers:
            parts = customer.parts
            if parts.new_own_values and not customer.is_new:
                data = {"changed": parts.new_own_values} | job
                yield self._fact(facts.OWN_VALUES_CHANGED, customer, self._now, None, data)
            if parts.new_tags and not customer.is_new:
                data = {"added": [tag.name for tag in parts.new_tags], "removed": []} | job
                yield self._fact(facts.CUSTOMER_TAGGED, customer, self._now, None, data)
            if parts.new_no_contact:
                data = {"channel": Consent.Channel.ALL.value, "how": Consent.How.WRITTEN.value}
                data |= {"wording": parts.new_no_contact[:300]} | job
                yield self._fact(facts.CONSENT_WITHDRAWN, customer, self._now, None, data)
            for draft in parts.new_contacts:
                data = {"on": draft.on.isoformat(), "way": draft.way, "note": draft.note} | job
                by = self._staff.get(draft.by_name)
                yield self._row(facts.OLD_CONTACT_NOTED, customer, by, draft.by_name, noon(draft.on), None, data)


@lru_cache(10_000)
def noon(day):
    """The moment, as written, of what a workbook knows only the day of."""
    return timezone.make_aware(datetime.combine(day, time(12))).isoformat()


def _members(customers):
    return [(customer, member) for customer in customers for member in customer.parts.members]


def _is_changed(member):
    return member.changed and not member.is_new


def _who(member):
    """As actions.household tells it: never a birthday, and of a child not the name."""
    return {"relation": member.values["relation"], "name": "" if member.values["age_band"] else member.values["name"]}
